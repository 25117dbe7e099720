#include "unpack/xar_names.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "unpack/big_endian.h"
#include "unpack/embedded.h"
#include "unpack/inflate.h"
#include "unpack/lenient_base64.h"
#include "unpack/names.h"
#include "unpack/references.h"

namespace sallyport {

namespace {

// A longer table is no small archive's; libarchive has its own limits.
constexpr size_t kMostTable = 4 * 1024 * 1024;
constexpr uint64_t kSizeAt = 4;  // of the header, in front of the table

/// Goes through a table's markup once, and gathers the names of files that
/// have no plain one.
class XarTable {
 public:
  explicit XarTable(std::string_view markup) : rest_(markup) {}

  /// Each file's, one after the other.
  const std::vector<std::string>& OddNames() {
    while (!rest_.empty()) {
      const size_t tag = std::min(rest_.find('<'), rest_.size());
      text_ += rest_.substr(0, tag);
      rest_.remove_prefix(tag);
      if (!rest_.empty()) Markup();
    }
    return odd_names_;
  }

 private:
  enum class Element { kFile, kName, kOther };

  struct File {
    std::vector<std::string> names;
    bool odd = false;
  };

  /// What stands in front of `end`, which is passed.
  std::string_view Until(std::string_view end) {
    const size_t at = rest_.find(end);
    const std::string_view before = rest_.substr(0, at);
    rest_.remove_prefix(at == std::string_view::npos ? rest_.size()
                                                     : at + end.size());
    return before;
  }

  void Markup() {
    constexpr std::string_view kCdata = "<![CDATA[";
    if (rest_.starts_with(kCdata)) {
      rest_.remove_prefix(kCdata.size());
      text_ += Until("]]>");
      if (!files_.empty()) files_.back().odd = true;
    } else if (rest_.starts_with("<!--")) {
      Until("-->");
    } else if (rest_.starts_with("</")) {
      Until(">");
      Close();
    } else {
      const std::string_view tag = Until(">").substr(1);
      if (!tag.starts_with('?') && !tag.starts_with('!')) Open(tag);
    }
  }

  void Open(std::string_view tag) {
    const std::string_view name = tag.substr(0, tag.find_first_of(" \t\r\n/"));
    const bool in_file = !open_.empty() && open_.back() == Element::kFile;
    open_.push_back(name == "file"              ? Element::kFile
                    : name == "name" && in_file ? Element::kName
                                                : Element::kOther);
    if (open_.back() == Element::kFile) files_.emplace_back();
    base64_ = tag.find("base64") != std::string_view::npos;
    text_.clear();
    if (tag.ends_with('/')) Close();
  }

  void Close() {
    if (open_.empty()) return;
    const Element element = open_.back();
    open_.pop_back();
    if (element == Element::kName) {
      files_.back().names.push_back(Name());
    } else if (element == Element::kFile) {
      File& file = files_.back();
      if (file.odd || file.names.size() > 1)
        std::move(file.names.begin(), file.names.end(),
                  std::back_inserter(odd_names_));
      files_.pop_back();
    }
    text_.clear();
  }

  std::string Name() const {
    if (!base64_) return DecodeReferences(text_);
    LenientBase64 decoder(LenientBase64::Stops::kNever);
    std::string name;
    decoder.Take(text_, &name);
    decoder.Finish(&name);
    return name;
  }

  std::string_view rest_;
  std::string text_;  // since the last tag
  bool base64_ = false;
  std::vector<Element> open_;
  std::vector<File> files_;  // that are open
  std::vector<std::string> odd_names_;
};

std::string ReadTable(Source* source) {
  std::string table;
  const std::string size = BytesAt(*source, kSizeAt, 2);
  if (size.size() < 2) return table;
  const uint64_t begin = BigEndian(size, 0, 2);
  Inflate(source, begin, [&table](std::string_view bytes) {
    table += bytes.substr(0, kMostTable + 1 - table.size());
    return table.size() <= kMostTable;
  });
  return table;
}

}  // namespace

void WriteOddXarNames(Unpacking* unpacking, Source* source, Part* archive) {
  const std::string table = ReadTable(source);
  if (table.size() > kMostTable) FlagPart(unpacking, kLimitFlag, archive);
  std::vector<std::string> names;
  XarTable markup(table);
  for (const std::string& name : markup.OddNames()) {
    if (AddName(name, &names)) continue;
    FlagPart(unpacking, kLimitFlag, archive);
    break;
  }
  if (names.empty()) return;
  RangeSource nothing(source, 0, 0);
  OpenEmbedded(unpacking, &nothing, {"member", std::move(names), {}}, archive);
}

}  // namespace sallyport
