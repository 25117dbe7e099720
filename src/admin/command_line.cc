#include "admin/command_line.h"

#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <climits>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "admin/command_user.h"
#include "base/io.h"
#include "mail/paths.h"
#include "mail/version.h"

namespace sallyport {

namespace {

constexpr char kSynopsis[] =
    "usage: sallyport [-c FILE.toml] COMMAND [OPTIONS]\n\n"
    "  -c, --config FILE  another configuration; `live` is beside it\n"
    "  -v, --version      print the version\n"
    "  -h, --help         print this; COMMAND --help prints a command's\n\n"
    "commands:\n";

std::string Usage(std::span<const Command> commands) {
  size_t width = 0;
  for (const Command& command : commands)
    width = std::max(width, command.name.size());
  std::string text = kSynopsis;
  for (const Command& command : commands) {
    text += "  " + std::string(command.name);
    text += std::string(width + 2 - command.name.size(), ' ');
    text += std::string(command.help) + "\n";
  }
  return text;
}

/// The command that `words` begin with; the longer name goes before.
const Command* FindCommand(std::span<const Command> commands,
                           const Arguments& words, size_t* used) {
  for (*used = std::min<size_t>(words.size(), 2); *used > 0; --*used) {
    std::string name = words[0];
    if (*used == 2) name += " " + words[1];
    for (const Command& command : commands)
      if (command.name == name) return &command;
  }
  return nullptr;
}

std::string DirectoryOfExecutable() {
  char path[PATH_MAX];
  const ssize_t n = ::readlink("/proc/self/exe", path, sizeof path);
  if (n <= 0) return "";
  const std::string file(path, static_cast<size_t>(n));
  return file.substr(0, file.rfind('/'));
}

int Run(std::span<const Command> commands, const std::string& config_file,
        const Arguments& words) {
  size_t used = 0;
  const Command* command = FindCommand(commands, words, &used);
  if (command == nullptr) {
    PrintError("sallyport: " + words[0] + ": no such command\n" +
               Usage(commands));
    return kUsage;
  }
  const Context context = MakeContext(config_file, DirectoryOfExecutable());
  if (context.set_uid && ::getuid() == 0 && !command->keeps_root) {
    const Status dropped = BecomeMailUser(context);
    if (!dropped.ok()) {
      PrintError("sallyport: " + dropped.error().Text() + "\n");
      return kFailed;
    }
  }
  return command->run(context,
                      Arguments(words.begin() + static_cast<long>(used),
                                words.end()));
}

}  // namespace

int RunCommandLine(std::span<const Command> commands, int argc, char** argv) {
  std::string config_file = kConfigFile;
  bool version = false;
  bool help = false;
  CLI::App app("", "sallyport");
  app.set_help_flag();
  app.add_option("-c,--config", config_file);
  app.add_flag("-v,--version", version);
  app.add_flag("-h,--help", help);
  app.prefix_command();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    PrintError(std::string("sallyport: ") + error.what() + "\n" +
               Usage(commands));
    return kUsage;
  }
  if (version) {
    Print("sallyport " + std::string(kVersion) + "\n");
    return kDone;
  }
  const Arguments words = app.remaining();
  if (help) {
    Print(Usage(commands));
    return kDone;
  }
  if (words.empty()) {
    PrintError(Usage(commands));
    return kUsage;
  }
  return Run(commands, config_file, words);
}

Context MakeContext(const std::string& config_file, const std::string& bin) {
  Context context;
  std::error_code error;
  const std::filesystem::path file =
      std::filesystem::absolute(config_file, error).lexically_normal();
  context.config_file = error ? config_file : file.string();
  context.directory = file.parent_path().string();
  context.live = context.directory + "/live";
  context.bin = bin;
  context.libexec = kLibexecDirectory;
  const size_t slash = bin.rfind('/');
  if (slash != std::string::npos && bin.substr(slash + 1) == "bin") {
    const std::string beside = bin.substr(0, slash) + "/libexec";
    if (::access((beside + "/" + kJailProgram).c_str(), F_OK) == 0)
      context.libexec = beside;
  }
  context.set_uid = JailIsSetUid(context.libexec);
  context.caller = ::getuid();
  return context;
}

bool JailIsSetUid(const std::string& libexec) {
  struct stat status = {};
  const std::string jail = libexec + "/" + kJailProgram;
  return ::stat(jail.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
         status.st_uid == 0 && (status.st_mode & S_ISUID) != 0;
}

Result<Config> OpenLiveConfig(const Context& context) {
  Result<Fd> live = OpenDirectory(context.live);
  if (!live.ok()) return live.error();
  return Config::Open(live.value().get());
}

void Print(std::string_view text) {
  static_cast<void>(WriteAll(STDOUT_FILENO, text).ok());
}

void PrintError(std::string_view text) {
  static_cast<void>(WriteAll(STDERR_FILENO, text).ok());
}

}  // namespace sallyport
