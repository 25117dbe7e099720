#include "unpack/download_name.h"

#include <algorithm>
#include <array>

#include "mail/address.h"
#include "unpack/encoded_names.h"
#include "unpack/raw_names.h"
#include "unpack/tag_scan.h"

namespace sallyport {

namespace {

constexpr std::string_view kAttribute = "download";
// Functions whose second argument is a file's name.
constexpr std::array<std::string_view, 4> kSavers = {
    "saveas(", "mssaveblob(", "mssaveoropenblob(", "new file("};
// More names than this, or places that may tell one, are no page's doing.
constexpr size_t kMostNames = 32;
constexpr int kMostPlaces = 256;
constexpr size_t kMostName = 1024;
constexpr std::string_view kBlanks = " \t\r\n";

std::string_view SkipBlanks(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  return text;
}

bool IsQuote(char c) { return c == '"' || c == '\'' || c == '`'; }

bool IsWord(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '_' || c == '$';
}

/// A string of a script that `text` begins with, or nothing.
std::string_view Literal(std::string_view text) {
  if (text.empty() || !IsQuote(text[0])) return {};
  text = text.substr(0, kMostName);
  const size_t end = text.find(text[0], 1);
  return end == std::string_view::npos ? std::string_view()
                                       : text.substr(1, end - 1);
}

/// The names in the script around a place.
class ScriptNames {
 public:
  explicit ScriptNames(std::string script)
      : script_(std::move(script)), lower_(LowerCase(script_)) {}

  /// False if there is more than can be looked at.
  bool Find(std::vector<std::string>* names) {
    Attributes();
    for (const std::string_view saver : kSavers) Arguments(saver);
    names->insert(names->end(), names_.begin(), names_.end());
    return places_ < kMostPlaces;
  }

 private:
  /// x.download = NAME, ["download"] = NAME, ("download", NAME), download: NAME
  void Attributes() {
    for (size_t at = lower_.find(kAttribute, 1);
         at != std::string::npos && Look();
         at = lower_.find(kAttribute, at + 1)) {
      std::string_view behind =
          std::string_view(script_).substr(at + kAttribute.size());
      if (!behind.empty() && IsQuote(behind[0])) behind.remove_prefix(1);
      behind = SkipBlanks(behind);
      if (behind.starts_with(']')) behind = SkipBlanks(behind.substr(1));
      if (behind.empty()) return;
      const char before = lower_[at - 1];
      const bool assigned = (before == '.' || IsQuote(before)) &&
                            (behind[0] == '=' || behind[0] == ',');
      if (assigned || (behind[0] == ':' && !IsWord(before)))
        Value(behind.substr(1));
    }
  }

  void Arguments(std::string_view function) {
    for (size_t at = lower_.find(function); at != std::string::npos && Look();
         at = lower_.find(function, at + 1)) {
      const size_t comma = lower_.find(',', at);
      if (comma == std::string::npos) return;
      Value(std::string_view(script_).substr(comma + 1));
    }
  }

  /// A string, or a variable that one is assigned to.
  void Value(std::string_view text) {
    text = SkipBlanks(text);
    const std::string_view literal = Literal(text);
    if (!literal.empty()) names_.emplace_back(literal);
    const size_t size = static_cast<size_t>(
        std::find_if_not(text.begin(), text.end(), IsWord) - text.begin());
    const std::string_view variable = text.substr(0, size);
    if (variable.empty()) return;
    for (size_t at = script_.find(variable); at != std::string::npos && Look();
         at = script_.find(variable, at + size)) {
      const std::string_view behind =
          SkipBlanks(std::string_view(script_).substr(at + size));
      if (!behind.starts_with('=')) continue;
      const std::string_view assigned =
          Literal(SkipBlanks(behind.substr(1)));
      if (!assigned.empty()) names_.emplace_back(assigned);
    }
  }

  bool Look() { return places_ < kMostPlaces && ++places_ > 0; }

  std::string script_;
  std::string lower_;
  std::vector<std::string> names_;
  int places_ = 0;
};

/// In front of a URI's bytes: the parameters of its type.
void AddParameters(std::string_view front, std::vector<std::string>* names) {
  for (const size_t begin :
       {front.rfind("data:"), front.find_last_of("\"<>(")}) {
    const std::string_view header =
        begin == std::string_view::npos ? front : front.substr(begin + 1);
    for (std::string& name : RawNames(header))
      names->push_back(std::move(name));
  }
}

}  // namespace

bool AddDownloadNames(Source* text, const InlineBlock& block,
                      std::vector<std::string>* names) {
  const bool uri = block.kind == InlineKind::kDataUri ||
                   block.kind == InlineKind::kPercentUri;
  if (!uri && block.kind != InlineKind::kBase64Run) return true;
  const uint64_t look = std::min<uint64_t>(block.offset, kDownloadLook);
  const std::string front =
      BytesAt(*text, block.offset - look, static_cast<size_t>(look));
  std::string tail;
  if (block.end != kToTheEnd) tail = BytesAt(*text, block.end, kDownloadLook);
  std::vector<std::string> found;
  bool room = ScriptNames(front + '\n' + tail).Find(&found);
  if (uri) {
    AddParameters(front, &found);
    TagScan tag(kAttribute);
    tag.Feed(front);
    if (tag.in_tag()) {
      tag.FeedTag(tail);
      found.insert(found.end(), tag.values().begin(), tag.values().end());
    }
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  room = room && found.size() <= kMostNames;
  found.resize(std::min(found.size(), kMostNames));
  for (const std::string& name : found)
    if (!name.empty()) room = AddHeaderName(name, names) && room;
  return room;
}

}  // namespace sallyport
