// What is wrong with a configuration, gathered: every mistake is told, not
// only the first, one line each:
//
//   FILE:LINE: KEY: what is wrong; what is allowed
//   FILE:LINE: warning: KEY: what is doubtful

#ifndef SALLYPORT_ADMIN_CONFIG_MISTAKES_H_
#define SALLYPORT_ADMIN_CONFIG_MISTAKES_H_

#include <string>
#include <string_view>
#include <vector>

#include "admin/toml_tree.h"

namespace sallyport {

class Mistakes {
 public:
  /// `allowed` may be empty where there is nothing to say.
  void Error(const Place& place, std::string_view key, std::string_view wrong,
             std::string_view allowed);
  void Warning(const Place& place, std::string_view key,
               std::string_view text);
  /// An error where `grave` holds, else a warning.
  void Doubt(bool grave, const Place& place, std::string_view key,
             std::string_view text, std::string_view allowed);

  size_t errors() const { return errors_; }
  size_t warnings() const { return lines_.size() - errors_; }

  /// All lines with their newlines, by file and line.
  std::string Text() const;

 private:
  struct Line {
    Place place;
    std::string text;
  };
  void Add(const Place& place, std::string text);

  std::vector<Line> lines_;
  size_t errors_ = 0;
};

/// `value` in quotes as a message shows it: cut where it is long, control
/// bytes escaped.
std::string Quoted(std::string_view value);

/// The one of `known` that is nearest to `word`, at most `changes` letters
/// away; "" if none is near. For proposals.
std::string NearestWord(std::string_view word,
                        const std::vector<std::string>& known,
                        size_t changes);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_CONFIG_MISTAKES_H_
