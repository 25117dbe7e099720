// What every command of `sallyport` gets, and the table they stand in.

#ifndef SALLYPORT_ADMIN_COMMAND_LINE_H_
#define SALLYPORT_ADMIN_COMMAND_LINE_H_

#include <sys/types.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "mail/config.h"

namespace sallyport {

/// Exit codes of a command.
enum CommandExit : int {
  kDone = 0,
  kFailed = 1,  // told on descriptor 2
  kUsage = 2,   // the command line itself is wrong
};

/// Where this site's configuration and programs are.
struct Context {
  std::string config_file;  // absolute: sallyport.toml
  std::string directory;    // where it lies
  std::string live;         // the link beside it
  std::string bin;          // where this executable lies
  std::string libexec;      // in the build tree its own, else as built
  bool set_uid = false;     // LIBEXEC/sallyport-jail is set-uid root
  uid_t caller = 0;         // real uid at the start, before root is given up
};

using Arguments = std::vector<std::string>;

struct Command {
  std::string_view name;  // one word, or two: "rules import"
  std::string_view help;  // one line
  int (*run)(const Context& context, const Arguments& arguments);
  bool keeps_root = false;  // real uid 0 is not given up before it
};

/// Reads the whole command line, gives up root where the shape asks for it,
/// and runs one command of the table. Returns the exit code.
int RunCommandLine(std::span<const Command> commands, int argc, char** argv);

/// A context for `config_file`; `bin` is where the running executable lies.
Context MakeContext(const std::string& config_file, const std::string& bin);

/// True if `libexec` holds a jail that is set-uid root.
bool JailIsSetUid(const std::string& libexec);

/// live/config.cdb of this site.
Result<Config> OpenLiveConfig(const Context& context);

/// Writes to descriptor 1 or 2; a failure there has nobody to be told to.
void Print(std::string_view text);
void PrintError(std::string_view text);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_COMMAND_LINE_H_
