// A place for `sallyport config` to work on: a temporary folder with programs
// that need only exist, a configuration, rules and a spool.

#ifndef SALLYPORT_TESTS_ADMIN_SITE_FOLDER_H_
#define SALLYPORT_TESTS_ADMIN_SITE_FOLDER_H_

#include <optional>
#include <string>
#include <string_view>

#include "admin/command_line.h"
#include "admin/config_compile.h"
#include "admin/config_mistakes.h"

namespace sallyport::test {

/// What a compilation gave and said.
struct Compiled {
  CompiledConfig config;
  std::string said;  // all mistakes
  size_t errors = 0;
};

/// What a command gave.
struct CommandOutcome {
  int code = -1;
  std::string output;  // descriptor 1
  std::string errors;  // descriptor 2
};

class SiteFolder {
 public:
  explicit SiteFolder(const std::string& parent = "/tmp");
  SiteFolder(const SiteFolder&) = delete;
  SiteFolder& operator=(const SiteFolder&) = delete;
  ~SiteFolder();

  std::string Path(const std::string& name) const { return path_ + "/" + name; }
  const Context& context() const { return context_; }
  /// Looks again at what the programs are.
  void Refresh();

  void Write(const std::string& name, std::string_view text) const;
  void WriteProgram(const std::string& name, std::string_view text) const;
  std::string Read(const std::string& name) const;
  bool Exists(const std::string& name) const;
  mode_t Mode(const std::string& name) const;

  /// The front of every sallyport.toml here: queue and spool, two lines.
  std::string Front() const;

  /// Writes Front() and `text` as sallyport.toml, parses and compiles it.
  Compiled Compile(const std::string& text) const;

  /// Runs `sallyport config` with these arguments on what is written.
  CommandOutcome RunConfig(const Arguments& arguments = {}) const;

  /// A value of live/config.cdb.
  std::optional<std::string> Live(const std::string& key) const;

 private:
  std::string path_;
  Context context_;
};

/// Runs a command with descriptors 1 and 2 kept in files.
CommandOutcome RunCommand(int (*run)(const Context&, const Arguments&),
                          const Context& context, const Arguments& arguments);

/// A file of the source tree, from its root.
std::string ReadSource(const std::string& name);

/// How often `piece` stands in `text`.
size_t Count(std::string_view text, std::string_view piece);

}  // namespace sallyport::test

#endif  // SALLYPORT_TESTS_ADMIN_SITE_FOLDER_H_
