#include "scanners/icap_reply.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "base/escape.h"
#include "mail/address.h"
#include "scanners/reply_text.h"

namespace sallyport {

namespace {

constexpr size_t kMostSizeLineBytes = 1024;
constexpr size_t kMostShownBytes = 200;
constexpr std::string_view kHeadEnd = "\r\n\r\n";
constexpr std::string_view kLineEnd = "\r\n";

Error Wrong(const char* what, std::string_view text) {
  return FormatError(std::string("ICAP answer: ") + what,
                     std::string(text.substr(0, kMostShownBytes)));
}

template <typename Number>
std::optional<Number> ParseWhole(std::string_view digits, int base) {
  Number number = 0;
  const char* const last = digits.data() + digits.size();
  const auto [end, err] = std::from_chars(digits.data(), last, number, base);
  if (digits.empty() || err != std::errc() || end != last) return std::nullopt;
  return number;
}

struct Section {
  std::string name;
  size_t offset = 0;
};

/// "res-hdr=0, res-body=161": the sections, from offset 0 upwards.
std::optional<std::vector<Section>> ParseSections(std::string_view value) {
  std::vector<Section> sections;
  for (const std::string_view piece : Split(value, ',')) {
    const std::string_view item = Trimmed(piece);
    const size_t equals = item.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const auto offset = ParseWhole<size_t>(item.substr(equals + 1), 10);
    const bool first = sections.empty();
    if (!offset || (first ? *offset != 0 : *offset <= sections.back().offset))
      return std::nullopt;
    sections.push_back({LowerCase(item.substr(0, equals)), *offset});
  }
  return sections;
}

}  // namespace

/// Keeps what is still wanted of `bytes`; how many those are.
size_t IcapReply::Keep(std::string_view bytes, size_t most) {
  const size_t taken = std::min(bytes.size(), most);
  kept_.append(bytes.substr(0, taken));
  return taken;
}

Result<size_t> IcapReply::TakeHead(std::string_view bytes) {
  const size_t before = kept_.size();
  Keep(bytes, kMostHeadBytes - before);
  // The end may have come in two pieces.
  const size_t end = kept_.find(kHeadEnd, before < 3 ? 0 : before - 3);
  if (end == std::string::npos) {
    if (kept_.size() == kMostHeadBytes) return Wrong("head too long", kept_);
    return bytes.size();
  }
  kept_.resize(end + kHeadEnd.size());
  const size_t taken = kept_.size() - before;
  Result<HttpHead> head = ParseHttpHead(kept_);
  if (!head.ok()) return head.error();
  if (head.value().version != "ICAP/1.0") return Wrong("not ICAP/1.0", kept_);
  head_ = std::move(head.value());
  kept_.clear();
  Status read = ReadEncapsulated();
  if (!read.ok()) return read.error();
  step_ = inner_bytes_ > 0 ? Step::kInner
          : has_body_      ? Step::kSize
                           : Step::kDone;
  return taken;
}

/// Only 200 has something inside; no other status is read any further.
Status IcapReply::ReadEncapsulated() {
  const auto values = head_->Values("encapsulated");
  if (head_->status != 200 && head_->status != 204) return {};
  if (values.empty()) return {};
  const auto sections = ParseSections(values.front());
  if (!sections || values.size() > 1 || sections->size() > 2)
    return Wrong("not a list of offsets", values.front());
  const Section& last = sections->back();
  const bool has_inner = sections->size() == 2;
  if ((has_inner && sections->front().name != "res-hdr") ||
      (last.name != "res-body" && last.name != "null-body"))
    return Wrong("encapsulates something else", values.front());
  has_body_ = last.name == "res-body";
  inner_bytes_ = has_inner ? last.offset : 0;
  if (inner_bytes_ > kMostHeadBytes)
    return Wrong("HTTP head too long", values.front());
  if (head_->status == 204 && (has_body_ || has_inner))
    return Wrong("204, and yet an answer", values.front());
  return {};
}

Result<size_t> IcapReply::TakeInner(std::string_view bytes) {
  const size_t taken = Keep(bytes, inner_bytes_ - kept_.size());
  if (kept_.size() < inner_bytes_) return taken;
  Result<HttpHead> inner = ParseHttpHead(kept_);
  inner_wrong_ = !inner.ok() || !kept_.ends_with(kHeadEnd) ||
                 !inner.value().version.starts_with("HTTP/");
  if (!inner_wrong_) inner_ = std::move(inner.value());
  kept_.clear();
  step_ = has_body_ ? Step::kSize : Step::kDone;
  return taken;
}

/// "1f4" or "1f4; name=value"
Result<size_t> IcapReply::TakeSize(std::string_view bytes) {
  const size_t end = bytes.find('\n');
  const size_t taken = end == std::string_view::npos ? bytes.size() : end + 1;
  if (taken > kMostSizeLineBytes - kept_.size())
    return Wrong("a chunk's line too long", bytes);
  Keep(bytes, taken);
  if (end == std::string_view::npos) return taken;
  if (!kept_.ends_with(kLineEnd)) return Wrong("a line's end", kept_);
  const std::string_view line =
      std::string_view(kept_).substr(0, kept_.size() - kLineEnd.size());
  const auto size =
      ParseWhole<uint64_t>(line.substr(0, line.find_first_of("; \t")), 16);
  if (!size) return Wrong("not a chunk", line);
  if (*size > most_body_bytes_ - body_bytes_) return Wrong("too long", line);
  chunk_left_ = *size;
  step_ = *size > 0 ? Step::kChunk : Step::kLastEnd;
  kept_.clear();
  return taken;
}

Result<size_t> IcapReply::TakeChunk(std::string_view bytes,
                                    const Body& body) {
  const std::string_view piece = bytes.substr(
      0, static_cast<size_t>(std::min<uint64_t>(bytes.size(), chunk_left_)));
  chunk_left_ -= piece.size();
  body_bytes_ += piece.size();
  if (chunk_left_ == 0) step_ = Step::kChunkEnd;
  Status taken = body(piece);
  if (!taken.ok()) return taken.error();
  return piece.size();
}

/// The end of a line, behind a chunk or, since no trailer is asked for, behind
/// all of them.
Result<size_t> IcapReply::TakeEnd(std::string_view bytes) {
  const size_t taken = Keep(bytes, kLineEnd.size() - kept_.size());
  if (!kLineEnd.starts_with(kept_)) return Wrong("a chunk's end", kept_);
  if (kept_.size() < kLineEnd.size()) return taken;
  step_ = step_ == Step::kChunkEnd ? Step::kSize : Step::kDone;
  kept_.clear();
  return taken;
}

Result<size_t> IcapReply::Take(std::string_view bytes, const Body& body) {
  switch (step_) {
    case Step::kHead:
      return TakeHead(bytes);
    case Step::kInner:
      return TakeInner(bytes);
    case Step::kSize:
      return TakeSize(bytes);
    case Step::kChunk:
      return TakeChunk(bytes, body);
    case Step::kChunkEnd:
    case Step::kLastEnd:
      return TakeEnd(bytes);
    case Step::kDone:
      break;
  }
  return size_t{0};
}

Result<size_t> IcapReply::Feed(std::string_view bytes, const Body& body) {
  size_t used = 0;
  begun_ = begun_ || !bytes.empty();
  while (used < bytes.size() && !done()) {
    const Result<size_t> taken = Take(bytes.substr(used), body);
    if (!taken.ok()) return taken.error();
    used += taken.value();
  }
  return used;
}

}  // namespace sallyport
