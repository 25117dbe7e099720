// The options of one command. CLI11 reads them; each file that includes that
// takes longer to compile than all else here.

#ifndef SALLYPORT_ADMIN_COMMAND_OPTIONS_H_
#define SALLYPORT_ADMIN_COMMAND_OPTIONS_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "admin/command_line.h"

namespace CLI {
class App;
}

namespace sallyport {

/// What is pointed to is set by Parse. `name` is "-o,--output", or that of a
/// word without dashes.
class CommandOptions {
 public:
  /// `who` is the command's whole name.
  CommandOptions(const std::string& help, const std::string& who);
  CommandOptions(const CommandOptions&) = delete;
  ~CommandOptions();

  /// A word that must be given; several of them.
  void Word(const char* name, std::string* into, const char* help);
  void Words(const char* name, std::vector<std::string>* into,
             const char* help);
  /// An option with a value, one of `allowed` if that is not empty; one that
  /// may be given several times.
  void Value(const char* name, std::string* into, const char* help,
             const std::vector<std::string>& allowed = {});
  void Values(const char* name, std::vector<std::string>* into,
              const char* help);
  void Number(const char* name, size_t* into, const char* help);
  /// The same, and not 0.
  void Count(const char* name, size_t* into, const char* help);
  void Flag(const char* name, bool* into, const char* help);
  /// Two flags by their names.
  void Needs(const char* flag, const char* other);
  void Excludes(const char* flag, const char* other);
  void Footer(const std::string& text);

  /// A value is the exit code to end with at once: help was printed, or the
  /// usage is wrong.
  std::optional<int> Parse(const Arguments& arguments);

 private:
  std::unique_ptr<CLI::App> app_;
};

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_COMMAND_OPTIONS_H_
