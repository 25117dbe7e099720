// sallyport-jail with a caller who is not the gate: other words, more
// descriptors, odd signals and limits. What the program gets is the same.

#include <doctest/doctest.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "base/escape.h"
#include "base/fd.h"
#include "base/io.h"
#include "mail/facts.h"
#include "tests/system/site.h"

using namespace sallyport;
using namespace sallyport::test;

namespace {

constexpr int kJailFailed = 111;
/// Less than the time of the scanner, after which it is closed anyway.
constexpr int kShortMs = 700;
constexpr std::chrono::seconds kPatience(20);

struct Pipe {
  Pipe() {
    int ends[2];
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    read = Fd(ends[0]);
    write = Fd(ends[1]);
  }
  Fd read;
  Fd write;
};

std::string Settings(const std::string& behaviour) {
  return "scanners = [\"policy\", \"look\"]\n[lanes]\nslots = 1\n"
         "[scanner.look]\nprogram = \"" +
         BuildDirectory() + "/tests/fake/scanner_misbehave\"\nseconds = 1\n" +
         "do = \"" + behaviour + "\"\n";
}

/// The jail started by hand, with the descriptors that the gate gives.
class Jail {
 public:
  Jail(const Site& site, const std::vector<std::string>& words,
       const std::function<void()>& before_exec = [] {}) {
    // The slot's directories are there once it has been used.
    std::filesystem::create_directories(
        site.Path("spool/lanes/main/0/scratch"));
    const Facts facts = {"id.1",    "a@example.net", "192.0.2.1",
                         "network", {},              {}};
    const Fd message(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    WriteWholeFile(site.Path("facts"), EncodeFacts(facts));
    const Fd facts_file(
        ::open(site.Path("facts").c_str(), O_RDONLY | O_CLOEXEC));
    const Fd lock(::open(site.Path("spool/lanes/main/0.lock").c_str(),
                         O_RDONLY | O_CLOEXEC));
    std::vector<Fd> high;
    for (const int fd :
         {message.get(), output_.write.get(), log_.write.get(),
          facts_file.get(), -1, control_.read.get(), report_.write.get(),
          lock.get(), -1, extra_.write.get()}) {
      constexpr int kAbove = 100;
      high.emplace_back(fd < 0 ? -1 : ::fcntl(fd, F_DUPFD_CLOEXEC, kAbove));
    }
    pid_ = ::fork();
    if (pid_ == 0) {
      for (size_t i = 0; i < high.size(); ++i)
        if (high[i].valid()) ::dup2(high[i].get(), static_cast<int>(i));
      ::setenv("SALLYPORT_CONFIG", site.Path("etc/live").c_str(), 1);
      ::setenv("GCONV_PATH", "/nonexistent", 1);
      std::vector<std::string> all = words;
      all.insert(all.begin(), "jail");
      std::vector<char*> argv;
      for (std::string& word : all) argv.push_back(word.data());
      argv.push_back(nullptr);
      before_exec();
      ::execv((BuildDirectory() + "/libexec/sallyport-jail").c_str(),
              argv.data());
      ::_exit(126);
    }
    output_.write.Reset();
    log_.write.Reset();
    report_.write.Reset();
    control_.read.Reset();
    extra_.write.Reset();
    REQUIRE(WriteAll(control_.write.get(), "b").ok());  // the word to begin
  }
  Jail(const Jail&) = delete;
  Jail& operator=(const Jail&) = delete;
  ~Jail() { Wait(); }

  std::string Output() {
    return ReadToEnd(output_.read.get(), 1 << 20).value();
  }
  std::string Report() {
    return ReadToEnd(report_.read.get(), 1 << 20).value();
  }
  std::string Log() { return ReadToEnd(log_.read.get(), 1 << 20).value(); }

  /// True if nobody has the pipe on descriptor 9 any more.
  bool ExtraIsClosed() const {
    struct pollfd wanted = {extra_.read.get(), POLLIN, 0};
    return ::poll(&wanted, 1, kShortMs) == 1 && (wanted.revents & POLLHUP) != 0;
  }

  void OrderKill() { control_.write.Reset(); }

  int Wait() {
    if (pid_ < 0) return status_;
    OrderKill();
    ::waitpid(pid_, &status_, 0);
    pid_ = -1;
    return status_;
  }

 private:
  Pipe output_, log_, control_, report_, extra_;
  pid_t pid_ = -1;
  int status_ = 0;
};

/// The values of all lines `name` of the surroundings that a scanner told.
std::vector<std::string> AllSaid(const std::string& output,
                                 const std::string& name) {
  const Result<std::string> text =
      UnescapeField(output.substr(output.find('\t') + 1,
                                  output.find('\n') - output.find('\t') - 1));
  REQUIRE(text.ok());
  std::vector<std::string> values;
  for (const std::string_view line : Split(text.value(), '\n'))
    if (line.starts_with(name + "\t"))
      values.emplace_back(line.substr(name.size() + 1));
  return values;
}

std::string Said(const std::string& output, const std::string& name) {
  const std::vector<std::string> values = AllSaid(output, name);
  return values.empty() ? "" : values[0];
}

}  // namespace

TEST_CASE("an odd caller's signals, timer, umask and session are not its own") {
  Site site(Settings("read-env"));
  Jail jail(site, {"look", "main/0"}, [] {
    for (const int number : {SIGCHLD, SIGHUP, SIGTERM, SIGXCPU, SIGUSR1})
      ::signal(number, SIG_IGN);
    sigset_t all;
    ::sigfillset(&all);
    ::sigprocmask(SIG_SETMASK, &all, nullptr);
    const struct itimerval timer = {{0, 0}, {100, 0}};
    ::setitimer(ITIMER_REAL, &timer, nullptr);
    ::umask(0);
  });
  const std::string output = jail.Output();
  INFO(jail.Log());
  CHECK(output.ends_with("\ndone\n"));
  CHECK(jail.Report().starts_with("end ok 0 -1 "));
  CHECK(Said(output, "signals_blocked") == "-");
  for (const int number : {SIGCHLD, SIGHUP, SIGTERM, SIGXCPU, SIGUSR1}) {
    const std::string ignored = "," + Said(output, "signals_ignored") + ",";
    CHECK(ignored.find("," + std::to_string(number) + ",") ==
          std::string::npos);
  }
  CHECK(Said(output, "timer\treal") == "0");
  CHECK(Said(output, "umask") == "0077");
  CHECK(Said(output, "fd\t3") == "");
  CHECK(output.find("GCONV_PATH") == std::string::npos);
  CHECK(output.find("SALLYPORT_CONFIG") == std::string::npos);
}

TEST_CASE("a scanner is told of the message what the manual says, no more") {
  Site site(Settings("read-env"));
  Jail jail(site, {"look", "main/0"});
  const std::string output = jail.Output();
  const std::string slot = site.Path("spool/lanes/main/0");
  const std::set<std::string> expected = {
      "PATH=/usr/bin:/bin",
      "TMPDIR=" + slot + "/scratch/work",
      "SALLYPORT_ID=id.1",
      "SALLYPORT_SENDER=a@example.net",
      "SALLYPORT_RELAY=192.0.2.1",
      "SALLYPORT_MESSAGE=" + slot + "/message",
      "SALLYPORT_PARTS=" + slot + "/parts",
      "SALLYPORT_MANIFEST=" + slot + "/MANIFEST",
      "SALLYPORT_RECIPIENTS=" + slot + "/recipients",
      "SALLYPORT_OPT_DO=read-env"};
  std::set<std::string> found;
  for (const std::string& variable : AllSaid(output, "env"))
    found.insert(variable);
  CHECK(found == expected);
}

#ifndef SALLYPORT_SANITIZED  // its own calls need the filter's leave
namespace {

/// From here on prctl(2) can't install a filter any more.
void RefuseFilters() {
  struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_prctl, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
               offsetof(struct seccomp_data, args[0])),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PR_SET_SECCOMP, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
  const struct sock_fprog program = {std::size(code), code};
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
    ::_exit(126);
}

}  // namespace

TEST_CASE("where a wall cannot be built nothing is run, unless it is let be") {
  for (const bool required : {true, false}) {
    CAPTURE(required);
    Site site(std::string(required ? "" : "sandbox = \"off\"\n") +
              Settings("clean"));
    Jail jail(site, {"look", "main/0"}, RefuseFilters);
    const std::string report = jail.Report();
    if (required)
      CHECK(report.starts_with("end start "));
    else
      CHECK(report.starts_with("end ok 0 "));
    CHECK((jail.Output() == "") == required);
  }
}
#endif

TEST_CASE("a timer that the caller had set does not end a scanner") {
  Site site(Settings("slow-done:600"));
  Jail jail(site, {"look", "main/0"}, [] {
    const struct itimerval timer = {{0, 0}, {0, 200000}};
    ::setitimer(ITIMER_REAL, &timer, nullptr);
  });
  CHECK(jail.Output().ends_with("done\n"));
  CHECK(jail.Report().starts_with("end ok 0 -1 "));
}

TEST_CASE("the jail keeps none of its caller's other descriptors") {
  Site site(Settings("hang"));
  Jail jail(site, {"look", "main/0"});
  CHECK(jail.ExtraIsClosed());
  jail.OrderKill();
  CHECK(jail.Report().starts_with("end ordered -1 9 "));
}

TEST_CASE("the jail's own clock ends a scanner that nobody gives up") {
  Site site(Settings("hang-stubborn"));
  const auto began = std::chrono::steady_clock::now();
  Jail jail(site, {"look", "main/0"});
  CHECK(jail.Report().starts_with("end time -1 9 "));
  CHECK(std::chrono::steady_clock::now() - began < kPatience);
}

TEST_CASE("a descriptor that is missing is not taken by a file of the jail's") {
  Site site(Settings("read-env"));
  // Without a channel for the report the answer can't count, whatever it is.
  Jail jail(site, {"look", "main/0"}, [] {
    ::close(0);
    ::close(6);
  });
  const std::string output = jail.Output();
  CHECK(output.ends_with("done\n"));
  CHECK(Said(output, "fd\t0").starts_with("device,"));
  CHECK(jail.Log() == "");
  CHECK(jail.Report() == "");
  CHECK(WEXITSTATUS(jail.Wait()) == 0);
}

TEST_CASE("a scanner finds nothing in its scratch, whoever left it there") {
  Site site(Settings("clean"));
  const std::string scratch = site.Path("spool/lanes/main/0/scratch");
  std::filesystem::create_directories(scratch + "/work/deep");
  WriteWholeFile(scratch + "/work/deep/left", "of an earlier message");
  WriteWholeFile(scratch + "/left", "of an earlier message");
  Jail jail(site, {"look", "main/0"});
  CHECK(jail.Report().starts_with("end ok 0 -1 "));
  CHECK(jail.Log() == "");
  CHECK(std::filesystem::is_empty(scratch));
}

TEST_CASE("words that are no scanner and no slot are refused") {
  Site site(Settings("clean"));
  const std::vector<std::vector<std::string>> wrong = {
      {},
      {"look"},
      {"look", "main/0", "more"},
      {"", "main/0"},
      {"../look", "main/0"},
      {"Look", "main/0"},
      {"look.", "main/0"},
      {std::string(40, 'a'), "main/0"},
      {"look", ""},
      {"look", "main"},
      {"look", "main/"},
      {"look", "/0"},
      {"look", "main/x"},
      {"look", "main/0/"},
      {"look", "main/0/scratch"},
      {"look", "../0"},
      {"look", "main/.."},
      {"look", "MAIN/0"},
      {"look", "main/1234567"},
      {"look", std::string(40, 'a') + "/0"}};
  for (const std::vector<std::string>& words : wrong) {
    CAPTURE(words.size());
    CAPTURE(words.empty() ? std::string() : words.back());
    Jail jail(site, words);
    CHECK(jail.Output() == "");
    CHECK(jail.Report() == "");
    const int status = jail.Wait();
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == kJailFailed);
    CHECK(jail.Log().find("usage") != std::string::npos);
  }
  Jail unknown(site, {"other", "main/0"});
  CHECK(unknown.Output() == "");
  CHECK(WEXITSTATUS(unknown.Wait()) == kJailFailed);
}
