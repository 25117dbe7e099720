#include "unpack/card_values.h"

#include <algorithm>

#include "mail/address.h"
#include "unpack/encoded_names.h"
#include "unpack/lenient_base64.h"
#include "unpack/line_cursor.h"
#include "unpack/open_recoded.h"
#include "unpack/raw_names.h"

namespace sallyport {

namespace {

/// So much of a line, unfolded, is looked at for where its value begins.
constexpr size_t kHeadBytes = 8 * 1024;

struct Value {
  uint64_t begin = 0;
  uint64_t end = 0;
  std::vector<std::string> names;
  std::string type;
};

bool IsCard(const Part& text) {
  const auto is = [](std::string_view type) {
    return type.find("calendar") != std::string_view::npos ||
           type.find("vcard") != std::string_view::npos ||
           type == "text/directory" || type == "application/ics";
  };
  return is(text.type.name) ||
         std::any_of(text.declared.begin(), text.declared.end(), is);
}

/// The colon behind the parameters, which may hold others in quotes.
size_t FindColon(std::string_view head) {
  bool quoted = false;
  for (size_t at = 0; at < head.size(); ++at) {
    if (head[at] == '"') quoted = !quoted;
    if (head[at] == ':' && !quoted) return at;
  }
  return head.find(':');
}

/// The value of the parameter `name`, without quotes; empty if there is none.
/// `parameters` are in lower case.
std::string Parameter(std::string_view parameters, std::string_view name) {
  while (!parameters.empty()) {
    std::string_view one = parameters.substr(0, parameters.find(';'));
    parameters.remove_prefix(std::min(parameters.size(), one.size() + 1));
    if (!one.starts_with(name)) continue;
    one.remove_prefix(name.size());
    std::string value(one);
    std::erase_if(value, [](char c) { return c == '"' || c == ' '; });
    // A card of version 2.1 has the value alone.
    if (value.empty()) return std::string(name);
    if (value[0] == '=') return value.substr(1);
  }
  return {};
}

class CardScan {
 public:
  CardScan(Source* source, std::vector<Value>* values)
      : lines_(source, 0, kHeadBytes), values_(values) {}

  /// Finds all values. False if there are too many.
  bool Find();

 private:
  void Gather(std::string_view text, uint64_t offset);
  bool EndLine(uint64_t end);

  LineCursor lines_;
  std::vector<Value>* values_;
  std::string head_;
  std::vector<uint64_t> places_;  // where each byte of it stands
};

void CardScan::Gather(std::string_view text, uint64_t offset) {
  text = text.substr(0, kHeadBytes - std::min(kHeadBytes, head_.size()));
  head_ += text;
  for (size_t i = 0; i < text.size(); ++i) places_.push_back(offset + i);
}

/// Looks at the line gathered, which goes as far as `end`.
bool CardScan::EndLine(uint64_t end) {
  const size_t colon = FindColon(head_);
  if (colon == std::string::npos) return true;
  const std::string lower = LowerCase(head_);
  const std::string_view parameters = std::string_view(lower).substr(0, colon);
  const std::string encoding = Parameter(parameters, "encoding");
  size_t begin = std::string::npos;
  Value value;
  if (encoding == "b" || encoding == "base64" ||
      !Parameter(parameters, "base64").empty()) {
    begin = colon + 1;
    value.type = Parameter(parameters, "fmttype");
  } else if (lower.compare(colon + 1, 5, "data:") == 0) {
    const size_t comma = lower.find(',', colon);
    const std::string_view header = std::string_view(lower).substr(
        colon + 6, std::min(comma, lower.size()) - colon - 6);
    if (header.find("base64") != std::string_view::npos &&
        comma != std::string::npos)
      begin = comma + 1;
    value.type = header.substr(0, header.find(';'));
  }
  if (begin >= head_.size()) return true;
  value.begin = places_[begin];
  value.end = end;
  for (const std::string& name : RawNames(head_.substr(0, colon)))
    AddHeaderName(name, &value.names);
  if (values_->size() >= kMaxCardValues) return false;
  values_->push_back(std::move(value));
  return true;
}

bool CardScan::Find() {
  bool room = true;
  while (room && lines_.Next()) {
    const std::string_view text = lines_.text();
    if (text.starts_with(' ') || text.starts_with('\t')) {
      Gather(text.substr(1), lines_.begin() + 1);
      continue;
    }
    room = EndLine(lines_.begin());
    head_.clear();
    places_.clear();
    Gather(text, lines_.begin());
  }
  return room && EndLine(lines_.next());
}

void OpenValue(Unpacking* unpacking, Source* source, Value value, Part* text) {
  std::erase_if(text->blocks, [&value](const InlineBlock& block) {
    return (block.kind == InlineKind::kBase64Run ||
            block.kind == InlineKind::kDataUri) &&
           value.begin <= block.offset && block.offset < value.end;
  });
  std::vector<std::string> declared;
  if (!value.type.empty()) declared.push_back(std::move(value.type));
  std::optional<PartWriter> writer =
      PartWriter::Begin(unpacking, text, kInlineKind, std::move(value.names),
                        std::move(declared), text->depth + 1);
  if (!writer) return;
  RecodedSource decoded(source, value.begin, value.end,
                        LenientBase64(LenientBase64::Stops::kNever));
  OpenRecoded(unpacking, &decoded, &*writer, *text, [] { return false; });
}

}  // namespace

void OpenCardValues(Unpacking* unpacking, Source* source, Part* text) {
  if (!IsCard(*text)) return;
  std::vector<Value> values;
  if (!CardScan(source, &values).Find()) FlagPart(unpacking, kLimitFlag, text);
  for (Value& value : values)
    OpenValue(unpacking, source, std::move(value), text);
}

}  // namespace sallyport
