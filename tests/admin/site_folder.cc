#include "tests/admin/site_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "admin/config_command.h"
#include "base/io.h"

namespace sallyport::test {

namespace {

namespace fs = std::filesystem;

constexpr char kRules[] =
    "[[rule]]\nname = \"program\"\nnames = [\"*.EXE\"]\n";

std::string ReadWhole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Puts another file in place of a descriptor while it lives.
class Redirected {
 public:
  Redirected(int fd, const std::string& file) : fd_(fd), kept_(::dup(fd)) {
    const int to = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    ::dup2(to, fd_);
    ::close(to);
  }
  Redirected(const Redirected&) = delete;
  Redirected& operator=(const Redirected&) = delete;
  ~Redirected() {
    ::dup2(kept_, fd_);
    ::close(kept_);
  }

 private:
  int fd_;
  int kept_;
};

}  // namespace

SiteFolder::SiteFolder(const std::string& parent) {
  std::string name = parent + "/sallyport-admin-XXXXXX";
  path_ = ::mkdtemp(name.data());
  ::chmod(path_.c_str(), 0755);
  for (const char* folder :
       {"etc", "bin", "libexec", "libexec/scanners",
        "libexec/scanners/definitions"})
    fs::create_directories(Path(folder));
  for (const char* program :
       {"libexec/sallyport-jail", "libexec/sallyport-unpack",
        "libexec/scanners/command", "libexec/scanners/clamd",
        "libexec/scanners/spamd"})
    WriteProgram(program, program);
  WriteProgram("bin/sallyport-queue", "the gate");
  WriteProgram("bin/qmail-queue", "the queue");
  Write("etc/policy.toml", kRules);
  fs::copy("contrib/notices", Path("libexec/notices"),
           fs::copy_options::recursive);
  Refresh();
}

void SiteFolder::Refresh() {
  context_ = MakeContext(Path("etc/sallyport.toml"), Path("bin"));
}

SiteFolder::~SiteFolder() {
  std::error_code error;
  fs::remove_all(path_, error);
}

void SiteFolder::Write(const std::string& name, std::string_view text) const {
  std::ofstream file(Path(name), std::ios::binary | std::ios::trunc);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
}

void SiteFolder::WriteProgram(const std::string& name,
                              std::string_view text) const {
  Write(name, text);
  ::chmod(Path(name).c_str(), 0755);
}

std::string SiteFolder::Read(const std::string& name) const {
  return ReadWhole(Path(name));
}

bool SiteFolder::Exists(const std::string& name) const {
  return ::access(Path(name).c_str(), F_OK) == 0;
}

mode_t SiteFolder::Mode(const std::string& name) const {
  struct stat status = {};
  if (::lstat(Path(name).c_str(), &status) != 0) return 0;
  return status.st_mode & 07777;
}

std::string SiteFolder::Front() const {
  return "queue = \"" + Path("bin/qmail-queue") + "\"\nspool = \"" +
         Path("spool") + "\"\n";
}

Compiled SiteFolder::Compile(const std::string& text) const {
  Compiled compiled;
  TomlNode root;
  TomlMistake mistake;
  Mistakes mistakes;
  if (ParseToml(Front() + text, "F", &root, &mistake))
    compiled.config = CompileConfig(context_, root, &mistakes);
  else
    mistakes.Error(mistake.place, "syntax", mistake.text, "");
  compiled.said = mistakes.Text();
  compiled.errors = mistakes.errors();
  return compiled;
}

CommandOutcome SiteFolder::RunConfig(const Arguments& arguments) const {
  return RunCommand(sallyport::RunConfig, context_, arguments);
}

std::optional<std::string> SiteFolder::Live(const std::string& key) const {
  const Result<Config> config = OpenLiveConfig(context_);
  if (!config.ok()) return std::nullopt;
  const std::optional<std::string_view> value = config.value().Find(key);
  if (!value) return std::nullopt;
  return std::string(*value);
}

CommandOutcome RunCommand(int (*run)(const Context&, const Arguments&),
                          const Context& context,
                          const Arguments& arguments) {
  std::string folder = "/tmp/sallyport-command-XXXXXX";
  if (::mkdtemp(folder.data()) == nullptr) return {};
  CommandOutcome outcome;
  {
    std::fflush(nullptr);
    const Redirected output(STDOUT_FILENO, folder + "/1");
    const Redirected errors(STDERR_FILENO, folder + "/2");
    outcome.code = run(context, arguments);
    std::fflush(nullptr);
  }
  outcome.output = ReadWhole(folder + "/1");
  outcome.errors = ReadWhole(folder + "/2");
  fs::remove_all(folder);
  return outcome;
}

std::string ReadSource(const std::string& name) {
  const std::string text = ReadWhole(name);
  if (text.empty()) {
    std::fprintf(stderr, "%s: run this from the root of the tree\n",
                 name.c_str());
    std::abort();
  }
  return text;
}

size_t Count(std::string_view text, std::string_view piece) {
  size_t count = 0;
  for (size_t at = text.find(piece); at != std::string_view::npos;
       at = text.find(piece, at + piece.size()))
    ++count;
  return count;
}

}  // namespace sallyport::test
