#include "unpack/raw_names.h"

#include <algorithm>
#include <map>
#include <set>

#include "mail/address.h"
#include "unpack/encoded_names.h"
#include "unpack/names.h"

namespace sallyport {

namespace {

constexpr std::string_view kBlanks = " \t\r\n";
// Of a value so much is read; of a longer one, its end, too.
constexpr size_t kMaxValue = 8 * 1024;
// More parameters than this in one field are not looked at. Each equals sign
// may be one's.
constexpr size_t kMaxParameters = 1000;
// All values of one field together, in all their readings.
constexpr size_t kMaxRead = 128 * 1024;
// The pieces of one name together.
constexpr size_t kMaxJoined = 64 * 1024;

std::string_view SkipBlanks(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  return text;
}

std::string_view TrimEnd(std::string_view text) {
  const size_t last = text.find_last_not_of(kBlanks);
  return last == std::string_view::npos ? text.substr(0, 0)
                                        : text.substr(0, last + 1);
}

/// What is left without comments in parentheses.
std::string WithoutComments(std::string_view text) {
  std::string out;
  int depth = 0;
  for (const char c : text) {
    if (c == '(') ++depth;
    if (depth == 0) out += c;
    if (c == ')' && depth > 0) --depth;
  }
  return out;
}

std::string Without(std::string_view text, std::string_view characters) {
  std::string out(text);
  std::erase_if(out, [characters](char c) {
    return characters.find(c) != std::string_view::npos;
  });
  return out;
}

/// A line end and the blanks behind it are one blank, or nothing.
std::string WithoutFolds(std::string_view text) {
  std::string out;
  bool folded = false;
  for (const char c : text) {
    const bool line_end = c == '\r' || c == '\n';
    folded = line_end || (folded && (c == ' ' || c == '\t'));
    if (!folded) out += c;
  }
  return out;
}

/// The readings of one value. The first is the one by the book.
class ValueReadings {
 public:
  /// `text` is what stands behind the equals sign, cut to kMaxValue.
  explicit ValueReadings(std::string_view text) {
    text = SkipBlanks(text);
    if (text.starts_with('"')) Quoted(text.substr(1));
    const size_t end = std::min(text.find(';'), text.size());
    const std::string_view bare = TrimEnd(text.substr(0, end));
    Add(Without(bare, "\""));
    if (text.starts_with('"')) return;
    if (bare.find('(') != std::string_view::npos)
      Add(TrimEnd(SkipBlanks(WithoutComments(bare))));
    Add(bare.substr(0, bare.find_first_of(kBlanks)));
    Add(bare.substr(0, bare.find_first_of("()<>@,[]?=\"\\/")));
  }

  const std::vector<std::string>& all() const { return all_; }

 private:
  void Quoted(std::string_view text) {
    std::string value;
    size_t at = 0;
    for (; at < text.size() && text[at] != '"'; ++at) {
      if (text[at] == '\\' && at + 1 < text.size()) ++at;
      value += text[at];
    }
    Add(value);
    // Where a backslash is no escape, the first quote is the end.
    if (text.find('\\') < at) Add(text.substr(0, text.find('"')));
    // What stands behind the quotes may belong to it.
    const size_t end = text.find(';', std::min(at, text.size()));
    Add(Without(TrimEnd(text.substr(0, end)), "\""));
  }

  void Add(std::string_view value) {
    const bool folded = value.find_first_of("\r\n") != std::string_view::npos;
    AddOnce(folded ? Without(value, "\r\n") : std::string(value));
    if (folded) AddOnce(WithoutFolds(value));
  }

  void AddOnce(std::string value) {
    if (std::find(all_.begin(), all_.end(), value) == all_.end())
      all_.push_back(std::move(value));
  }

  std::vector<std::string> all_;
};

struct Parameter {
  std::string name;  // of interest if it ends so: "filename", "x-mac-name"
  int index = -1;    // of an RFC 2231 continuation, or -1
};

/// Reads "name", "name*", "name*0", "name*0*" in front of an equals sign,
/// quoted or with blanks and comments in it as it may be.
Parameter ReadParameter(std::string_view before) {
  constexpr size_t kLook = 256;
  before.remove_prefix(before.size() - std::min(before.size(), kLook));
  before = TrimEnd(before);
  const std::string uncommented =
      before.ends_with(')') ? WithoutComments(before) : std::string();
  if (!uncommented.empty()) before = TrimEnd(uncommented);
  // What stands before another equals sign is another's name.
  std::string text(before.substr(before.rfind('=') + 1));
  if (text.find('%') != std::string::npos) text = DecodePercent(text);
  while (text.ends_with('"') || text.ends_with('\'')) text.pop_back();
  // Blanks may stand around the star.
  for (size_t star = text.find('*'); star != std::string::npos;
       star = text.find('*', star + 1)) {
    size_t begin = star;
    while (begin > 0 && kBlanks.find(text[begin - 1]) != std::string_view::npos)
      --begin;
    size_t end = star + 1;
    while (end < text.size() &&
           kBlanks.find(text[end]) != std::string_view::npos)
      ++end;
    text.erase(star + 1, end - star - 1);
    text.erase(begin, star - begin);
    star = begin;
  }
  const size_t start = text.find_last_of("; \t\r\n\"',()<>:&?=");
  const std::string_view word =
      std::string_view(text).substr(start == std::string::npos ? 0 : start + 1);
  const size_t star = word.find('*');
  Parameter parameter{LowerCase(word.substr(0, star))};
  if (star == std::string_view::npos) return parameter;
  for (const char c : word.substr(star + 1)) {
    if (c < '0' || c > '9') break;
    parameter.index =
        std::min(std::max(parameter.index, 0) * 10 + (c - '0'), 1000000);
  }
  return parameter;
}

/// The pieces of one name, put together in every way that some program does.
class Pieces {
 public:
  void Add(int index, const std::string& value) {
    bytes_ += value.size();
    if (bytes_ > kMaxJoined) return;
    first_.emplace(index, value);
    last_[index] = value;
    as_written_ += value;
    alone_.insert(value);
  }

  bool overflowed() const { return bytes_ > kMaxJoined; }

  void AddNames(std::vector<std::string>* names) const {
    names->push_back(Join(first_, false));
    names->push_back(Join(last_, false));
    names->push_back(Join(first_, true));
    names->push_back(as_written_);
    names->insert(names->end(), alone_.begin(), alone_.end());
  }

 private:
  static std::string Join(const std::map<int, std::string>& pieces,
                          bool until_gap) {
    std::string whole;
    int expected = pieces.empty() ? 0 : pieces.begin()->first;
    for (const auto& [index, text] : pieces) {
      if (until_gap && index != expected++) break;
      whole += text;
    }
    return whole;
  }

  std::map<int, std::string> first_;  // of pieces with the same number
  std::map<int, std::string> last_;
  std::string as_written_;
  std::set<std::string> alone_;
  size_t bytes_ = 0;
};

}  // namespace

std::vector<std::string> RawNames(std::string_view field, bool* overflowed) {
  std::vector<std::string> names;
  std::map<std::string, Pieces> pieces;
  size_t parameters = 0;
  size_t read = 0;
  bool more = false;
  size_t semicolon = 0;  // the first at or behind the value
  for (size_t equals = field.find('='); equals != std::string_view::npos;
       equals = field.find('=', equals + 1)) {
    if (++parameters > kMaxParameters) {
      more = true;
      break;
    }
    const Parameter parameter = ReadParameter(field.substr(0, equals));
    if (!parameter.name.ends_with("name")) continue;
    const std::string_view text = field.substr(equals + 1);
    const ValueReadings readings(text.substr(0, kMaxValue));
    for (const std::string& value : readings.all()) read += value.size();
    if (read > kMaxRead) {
      more = true;
      break;
    }
    if (parameter.index >= 0)
      pieces[parameter.name].Add(parameter.index, readings.all().front());
    else
      names.insert(names.end(), readings.all().begin(), readings.all().end());
    if (text.size() <= kMaxValue) continue;
    if (semicolon <= equals)
      semicolon = std::min(field.find(';', equals), field.size());
    if (semicolon - equals > kMaxValue)
      names.emplace_back(field.substr(semicolon - kMaxValue, kMaxValue));
  }
  for (const auto& [name, parts] : pieces) {
    parts.AddNames(&names);
    more = more || parts.overflowed();
  }
  // Each once, in the order they came.
  std::set<std::string_view> seen;
  std::vector<std::string> unique;
  unique.reserve(names.size());  // what is seen must stay in its place
  for (std::string& name : names) {
    if (seen.contains(name)) continue;
    unique.push_back(std::move(name));
    seen.insert(unique.back());
  }
  if (overflowed != nullptr) *overflowed = *overflowed || more;
  return unique;
}

}  // namespace sallyport
