#include "unpack/entity_scan.h"

#include <algorithm>

#include "mail/address.h"
#include "unpack/header_text.h"
#include "unpack/line_cursor.h"

namespace sallyport {

namespace {

constexpr size_t kMaxBoundaryBytes = 1000;
/// So much of each header line is kept.
constexpr size_t kMaxLineBytes = kMaxEntityHeaderBytes;
/// Lines that are no fields in a header behind dashes.
constexpr int kMaxStrayLines = 5;
/// Lines behind an end that only some take for one: it may go on so far.
constexpr int kMaxLinesBehind = 100;
/// Messages that are nothing but a message that is nothing but a message.
constexpr size_t kMaxChain = 100;

constexpr std::string_view kBlanks = " \t\r\f\v";

bool IsLineEnd(char c) { return c == '\n' || c == '\r'; }

bool IsBodyField(std::string_view line) {
  return BeginsInAnyCase(line, "content-");
}

/// A name, maybe blanks, a colon.
bool IsField(std::string_view line) {
  size_t end = 0;
  while (end < line.size() && line[end] > ' ' && line[end] <= '~' &&
         line[end] != ':')
    ++end;
  const size_t colon = line.find_first_not_of(" \t", end);
  return end > 0 && colon != std::string_view::npos && line[colon] == ':';
}

std::string WithoutBlanks(std::string_view text) {
  return std::string(text.substr(0, text.find_last_not_of(kBlanks) + 1));
}

void EndEarly(uint64_t body, Entity* entity) {
  entity->early_body = body;
  entity->early_header = entity->header.size();
}

}  // namespace

bool EntityScan::Known(const std::string& boundary) const {
  if (boundaries_.contains(boundary)) return true;
  return boundary.ends_with("--") &&
         boundaries_.contains(boundary.substr(0, boundary.size() - 2));
}

/// Moves `mark_` to the next line that begins with dashes. Most text has few
/// of them, and base64 has none.
EntityScan::Mark EntityScan::FindDashes() {
  bool line_begins = true;
  uint64_t at = next_;
  for (std::string_view view = source_->View(at); !view.empty();
       view = source_->View(at)) {
    for (size_t dash = view.find('-'); dash != std::string_view::npos;
         dash = view.find('-', dash + 1)) {
      const bool begins = dash == 0 ? line_begins : IsLineEnd(view[dash - 1]);
      if (!begins) continue;
      const bool bare = dash > 0 && view[dash - 1] == '\r';
      const bool last = dash + 1 == view.size();
      // Behind the end of the view the line is looked at anyway.
      if (!last && view[dash + 1] != '-') continue;
      if (bare) {
        bare_returns_ = true;
        continue;
      }
      mark_ = at + dash;
      return Mark::kDashes;
    }
    line_begins = view.back() == '\n';
    at += view.size();
  }
  mark_ = at;
  return Mark::kNone;
}

EntityScan::Mark EntityScan::FindMark() {
  if (style_ == Style::kMessage) return FindDashes();
  LineCursor lines(source_, next_, 8);
  while (lines.Next()) {
    mark_ = lines.begin();
    if (lines.text().starts_with("--")) return Mark::kDashes;
    if (IsBodyField(lines.text())) return Mark::kField;
  }
  mark_ = lines.next();
  return Mark::kNone;
}

void EntityScan::Keep(std::string_view line, Entity* entity) {
  entity->cut = entity->cut || line.size() >= kMaxLineBytes ||
                entity->header.size() + line.size() > kMaxEntityHeaderBytes;
  if (entity->cut) return;
  entity->header += line;
  entity->header += '\n';
}

/// Reads a header with a field of a body in it. At the front of a message
/// empty lines may stand before it, and any lines in it.
bool EntityScan::ReadHeader(uint64_t offset, bool top, Entity* entity) {
  LineCursor lines(source_, offset, kMaxLineBytes);
  bool begun = false;
  bool keeping = false;  // the field that may be folded is kept
  int strays = 0;
  int behind = 0;
  while (lines.Next()) {
    if (entity->early_body != 0 && ++behind > kMaxLinesBehind) break;
    std::string line(lines.text());
    if (strays == 0) retry_ = lines.begin();
    std::erase(line, '\0');
    if (line.find('\r') != std::string::npos) bare_returns_ = true;
    if (line.empty()) {
      if (top && !begun) continue;
      entity->body = lines.next();
      return !entity->header.empty();
    }
    begun = true;
    if (line.starts_with("--")) break;
    const bool early = entity->early_body == 0 && !entity->header.empty();
    if (line.find_first_not_of(kBlanks) == std::string::npos) {
      if (early) EndEarly(lines.next(), entity);
    } else if (line[0] == ' ' || line[0] == '\t') {
      if (keeping) Keep(line, entity);
    } else if (IsField(line)) {
      keeping = IsBodyField(line);
      if (keeping) Keep(line, entity);
    } else {
      if (early) EndEarly(lines.begin(), entity);
      if (++strays > kMaxStrayLines && !top) break;
    }
  }
  if (strays == 0) retry_ = lines.next();
  if (entity->early_body == 0) return false;
  entity->body = entity->early_body;
  entity->early_body = 0;
  entity->header.resize(entity->early_header);
  return true;
}

/// Takes up an entity, and the messages that it consists of.
void EntityScan::Open(Entity entity) {
  next_ = entity.early_body != 0 ? entity.early_body : entity.body;
  open_.push_back(std::move(entity));
  while (open_.size() < kMaxChain && HasType(open_.back().header, "message/")) {
    Entity inner;
    inner.boundary = open_.back().boundary;
    if (!ReadHeader(open_.back().body, true, &inner)) return;
    next_ = inner.early_body != 0 ? inner.early_body : inner.body;
    open_.push_back(std::move(inner));
  }
}

bool EntityScan::Close(uint64_t end, std::vector<Entity>* chain) {
  chain->clear();
  chain->swap(open_);
  for (Entity& entity : *chain) entity.end = end;
  return !chain->empty();
}

bool EntityScan::Next(std::vector<Entity>* chain) {
  if (!begun_) {
    begun_ = true;
    Entity top;
    if (ReadHeader(0, true, &top)) Open(std::move(top));
  }
  while (true) {
    const Mark mark = FindMark();
    if (mark == Mark::kNone) {
      next_ = mark_;
      return Close(mark_, chain);
    }
    LineCursor line(source_, mark_, kMaxBoundaryBytes + 2);
    line.Next();
    next_ = line.next();
    if (line.text().find('\r') != std::string::npos) bare_returns_ = true;
    Entity entity;
    bool header;
    bool known = false;
    if (mark == Mark::kDashes && !line.text().starts_with("--")) continue;
    if (mark == Mark::kField) {
      if (!open_.empty()) entity.boundary = open_.back().boundary;
      header = ReadHeader(mark_, false, &entity);
      if (!header) next_ = std::max(next_, retry_);
    } else {
      entity.boundary = WithoutBlanks(line.text().substr(2));
      known = Known(entity.boundary);
      header = ReadHeader(next_, false, &entity);
    }
    if (!header && !known) continue;
    if (boundaries_.size() >= kMaxBoundaryLines) boundaries_.clear();
    if (mark == Mark::kDashes) boundaries_.insert(entity.boundary);
    const uint64_t end = mark_;
    const bool closed = Close(end, chain);
    if (header) Open(std::move(entity));
    if (closed) return true;
  }
}

}  // namespace sallyport
