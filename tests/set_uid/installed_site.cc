#include "tests/set_uid/installed_site.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <thread>

#include "base/escape.h"
#include "base/fd.h"
#include "base/io.h"
#include "mail/envelope.h"
#include "tests/fake/queue_client.h"

namespace sallyport::test {

namespace fs = std::filesystem;

namespace {

constexpr const char* kBase = "/mnt/sallyport";
constexpr const char* kPasswd =
    "sallyport:x:7790:7790::/:/bin/false\n"
    "sallyscan:x:7791:7791::/:/bin/false\n"
    "spcaller:x:7792:7792::/:/bin/sh\n"
    "qmailq:x:7793:7793::/:/bin/false\n";
constexpr const char* kGroup =
    "sallyport:x:7790:\nsallyscan:x:7791:\nspcaller:x:7792:\n"
    "qmailq:x:7793:\nspsocket:x:7794:\n";

int g_sites = 0;

/// An overlay above `path`: what is written there vanishes with the process.
bool Overlay(const std::string& path, const std::string& name) {
  const std::string upper = std::string(kBase) + "/up-" + name;
  const std::string work = std::string(kBase) + "/work-" + name;
  fs::create_directories(upper);
  fs::create_directories(work);
  const std::string options =
      "lowerdir=" + path + ",upperdir=" + upper + ",workdir=" + work;
  return ::mount("overlay", path.c_str(), "overlay", 0, options.c_str()) == 0;
}

void Append(const std::string& path, const std::string& text) {
  WriteWholeFile(path, ReadWholeFile(path) + text);
}

bool MakeNamespace(std::string* why_not) {
  const auto fail = [why_not](const char* what) {
    *why_not = std::string(what) + ": " + std::strerror(errno);
    return false;
  };
  if (::unshare(CLONE_NEWNS) != 0) return fail("unshare");
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
    return fail("private mounts");
  if (::mount("tmpfs", "/mnt", "tmpfs", 0, "mode=755") != 0)
    return fail("tmpfs");
  fs::create_directories(kBase);
  if (!Overlay("/etc", "etc") || !Overlay("/usr/local", "local"))
    return fail("overlay");
  return true;
}

int RunShell(const std::string& command) {
  return ::system(command.c_str());  // a test's own words
}

/// In the child: all ids, with the groups given.
void Become(uid_t uid, const std::vector<gid_t>& groups) {
  if (::setgroups(groups.size(), groups.data()) != 0 ||
      ::setresgid(uid, uid, uid) != 0 || ::setresuid(uid, uid, uid) != 0)
    ::_exit(126);
}

}  // namespace

bool InstallOnce(std::string* why_not) {
  static const bool done = [why_not] {
    if (::geteuid() != 0) {
      *why_not = "needs root";
      return false;
    }
    if (!MakeNamespace(why_not)) return false;
    Append("/etc/passwd", kPasswd);
    Append("/etc/group", kGroup);
    const std::string build = BuildDirectory();
    if (RunShell("PREFIX=/usr/local LIBEXEC=/usr/local/libexec/sallyport "
                 "SYSCONF=/etc/sallyport BUILD=" +
                 build + " contrib/install-files install") != 0)
      throw std::runtime_error("install failed");
    return true;
  }();
  return done;
}

bool Ready() {
  std::string why_not;
  if (InstallOnce(&why_not)) return true;
  MESSAGE("skipped: " << why_not);
  return false;
}

InstalledSite::InstalledSite(std::string settings)
    : path_(std::string(kBase) + "/site" + std::to_string(++g_sites)) {
  constexpr std::string_view kWord = "SPOOL";
  for (size_t at; (at = settings.find(kWord)) != std::string::npos;)
    settings.replace(at, kWord.size(), Path("spool"));
  fs::create_directories(path_ + "/bin/queued");
  const std::string queue = path_ + "/bin/qmail-queue";
  fs::copy_file(BuildDirectory() + "/tests/fake/queue_store", queue);
  // As the real one: set-uid to a user of its own.
  if (::chown(queue.c_str(), kQmailq, kQmailq) != 0 ||
      ::chmod(queue.c_str(), 04711) != 0 ||
      ::chown((path_ + "/bin/queued").c_str(), kQmailq, kQmailq) != 0)
    throw std::runtime_error("queue program");
  WriteWholeFile("/etc/sallyport/policy.toml", Site::kDefaultRules, 0640);
  WriteWholeFile("/etc/sallyport/sallyport.toml",
                 "spool = \"" + Path("spool") + "\"\nqueue = \"" + queue +
                     "\"\n" + settings +
                     "\n[callers]\nnetwork = [\"spcaller\"]\n",
                 0640);
  std::string output;
  if (RunAs(0, {"/usr/local/bin/sallyport", "config"}, &output) != 0)
    throw std::runtime_error("sallyport config: " + output);
}

std::string InstalledSite::Path(std::string_view name) const {
  return path_ + "/" + std::string(name);
}

SendOutcome InstalledSite::Send(const std::string& message,
                                const Options& options) {
  fake::ClientSpec spec;
  spec.program = "/usr/local/bin/sallyport-queue";
  spec.closed = options.closed;
  spec.blocked_signals = options.blocked_signals;
  const std::string errors = Path("gate.err");
  spec.before_exec = [&options, &errors] {
    const int log =
        ::open(errors.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    bool closed_log = false;
    for (const int fd : options.closed) closed_log = closed_log || fd == 2;
    if (!closed_log) ::dup2(log, 2);
    Become(options.uid, options.groups);
    ::clearenv();
    ::setenv("QMAILQUEUE", "/usr/local/bin/sallyport-queue", 1);
    ::setenv("TCPREMOTEIP", "192.0.2.1", 1);
    for (const auto& [name, value] : options.environment)
      ::setenv(name.c_str(), value.c_str(), 1);
    if (!options.directory.empty() && ::chdir(options.directory.c_str()) != 0)
      ::_exit(126);
    if (options.before_exec) options.before_exec();
    // QueueClient's execv passes environ on.
  };
  fake::QueueClient client;
  if (!client.Open(spec)) throw std::runtime_error("cannot start the gate");
  client.Put(message);
  client.CloseMessage();
  Envelope envelope{"sender@example.net", {"user@example.com"}};
  client.PutEnvelope(envelope.Encode());
  client.CloseEnvelope();
  if (options.while_running) options.while_running(client.pid());
  const fake::ClientOutcome closed = client.Close();
  SendOutcome outcome;
  outcome.end = closed.end;
  outcome.text = closed.text;
  outcome.log = ReadWholeFile(errors);
  return outcome;
}

int InstalledSite::RunAs(uid_t uid, const std::vector<std::string>& arguments,
                         std::string* output) {
  const std::string file = std::string(kBase) + "/output";
  const pid_t pid = ::fork();
  if (pid == 0) {
    const int out = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
    ::dup2(out, 1);
    ::dup2(out, 2);
    Become(uid, {});
    std::vector<char*> argv;
    for (const std::string& argument : arguments)
      argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    ::execv(argv[0], argv.data());
    ::_exit(126);
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  if (output != nullptr) *output = ReadWholeFile(file);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::vector<QueuedMessage> InstalledSite::Queued() const {
  std::vector<QueuedMessage> messages;
  for (const auto& entry : fs::directory_iterator(Path("bin/queued")))
    if (entry.path().filename().string().front() != '.')
      messages.push_back({ReadWholeFile(entry.path() / "message"),
                          ReadWholeFile(entry.path() / "envelope"),
                          ReadWholeFile(entry.path() / "surroundings")});
  return messages;
}

std::vector<Row> InstalledSite::Log(const std::string& name) const {
  return ReadLog(Path("spool/log/" + name));
}

std::vector<std::string> InstalledSite::Held(const std::string& folder) const {
  return ReadFolder(Path("spool/quarantine/" + folder));
}

std::vector<std::string> Facts(const std::string& surroundings,
                               const std::string& name) {
  std::vector<std::string> values;
  for (const std::string_view line : Split(surroundings, '\n'))
    if (line.starts_with(name + "\t"))
      values.emplace_back(line.substr(name.size() + 1));
  return values;
}

}  // namespace sallyport::test
