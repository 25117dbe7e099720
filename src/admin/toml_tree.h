// A TOML file as a plain tree of values, each with the file and line where it
// stands. toml++ is included in toml_tree.cc alone: it is large, and it
// throws.
//
// The files are written by an administrator; what is not TOML is told with
// its line and never half read.

#ifndef SALLYPORT_ADMIN_TOML_TREE_H_
#define SALLYPORT_ADMIN_TOML_TREE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sallyport {

/// Where something is written.
struct Place {
  std::string file;
  int line = 1;
};

struct TomlNode {
  enum class Kind { kText, kInteger, kReal, kFlag, kList, kTable, kTime };

  std::string key;  // the name under which it stands in its table
  Kind kind = Kind::kTable;
  Place place;
  std::string text;
  int64_t integer = 0;
  double real = 0;
  bool flag = false;
  /// Of a list its items, of a table its members in the order of the file.
  std::vector<TomlNode> items;

  /// The member of that name, or null.
  const TomlNode* Find(std::string_view name) const;
};

/// A file that cannot be read or is not TOML.
struct TomlMistake {
  Place place;
  std::string text;
  bool unreadable = false;
};

/// Parses `text` as the file `name`. The root is a table.
bool ParseToml(std::string_view text, const std::string& name,
               TomlNode* root, TomlMistake* mistake);

/// Reads and parses a file, at most kMaxTomlBytes of it; links are followed.
inline constexpr size_t kMaxTomlBytes = 64 * 1024 * 1024;
bool ReadToml(const std::string& file, TomlNode* root, TomlMistake* mistake);

/// `text` as a TOML string, quotes included.
std::string TomlString(std::string_view text);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_TOML_TREE_H_
