// A child gets what its ChildSpec says and nothing else, and its end is known.

#include "base/child.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>

#include "base/escape.h"
#include "base/io.h"
#include "tests/temporary_directory.h"

namespace sallyport {

using test::TemporaryDirectory;

namespace {

struct Outcome {
  std::string output;
  ChildEnd end;
};

/// Runs `script` with a pipe as descriptor 1 and `others` above it.
Outcome Run(const std::string& script, std::vector<std::string> environment,
            const std::vector<int>& others = {}) {
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  Fd read_end(ends[0]);
  Fd write_end(ends[1]);
  ChildSpec spec;
  spec.program = "/bin/sh";
  spec.arguments = {"sh", "-c", script};
  spec.environment = std::move(environment);
  spec.descriptors = {-1, write_end.get()};
  if (!others.empty()) spec.descriptors.push_back(-1);
  spec.descriptors.insert(spec.descriptors.end(), others.begin(), others.end());
  Result<pid_t> pid = Spawn(spec);
  REQUIRE(pid.ok());
  Child child(pid.value());
  write_end.Reset();
  Result<std::string> output = ReadToEnd(read_end.get(), 1000000);
  REQUIRE(output.ok());
  Result<ChildEnd> end = child.Wait(Deadline::InMs(60000));
  REQUIRE(end.ok());
  return {output.value(), end.value()};
}

/// The descriptors of the child but those that ls(1) opens itself.
constexpr const char* kDescriptors =
    "exec /bin/ls -l /proc/self/fd | /usr/bin/awk '{print $9, $11}'";

std::string Descriptor(const std::string& output, int number) {
  const std::string wanted = std::to_string(number) + " ";
  for (const std::string_view line : Split(output, '\n'))
    if (line.starts_with(wanted))
      return std::string(line.substr(wanted.size()));
  return "closed";
}

std::optional<std::string> StatusField(const std::string& output,
                                       std::string_view name) {
  for (const std::string_view line : Split(output, '\n'))
    if (line.starts_with(name))
      return std::string(line.substr(line.find('\t') + 1));
  return std::nullopt;
}

/// Puts a signal's disposition back at the end of a scope.
class WithSignal {
 public:
  WithSignal(int number, void (*handler)(int)) : number_(number) {
    struct sigaction action = {};
    action.sa_handler = handler;
    ::sigaction(number, &action, &before_);
  }
  WithSignal(const WithSignal&) = delete;
  WithSignal& operator=(const WithSignal&) = delete;
  ~WithSignal() { ::sigaction(number_, &before_, nullptr); }

 private:
  int number_;
  struct sigaction before_;
};

}  // namespace

TEST_CASE("a child has /dev/null on 0, 1 and 2, and nothing else") {
  const TemporaryDirectory place;
  const Fd leaky(::open("/etc/passwd", O_RDONLY));  // not close-on-exec
  ChildSpec spec;
  spec.program = "/bin/sh";
  spec.arguments = {"sh", "-c",
                    "cd /proc/self/fd && /bin/ls -l > " + place.Path("list")};
  Result<pid_t> pid = Spawn(spec);
  REQUIRE(pid.ok());
  Child child(pid.value());
  REQUIRE(child.Wait(Deadline::InMs(60000)).ok());
  const std::string list = place.Read("list");
  CHECK(list.find("0 -> /dev/null") != std::string::npos);
  CHECK(list.find("2 -> /dev/null") != std::string::npos);
  CHECK(list.find("/etc/passwd") == std::string::npos);
  CHECK(list.find(std::to_string(leaky.get()) + " -> /etc") ==
        std::string::npos);
}

TEST_CASE("descriptors take the places that the list gives them") {
  const TemporaryDirectory place;
  place.Write("a", "");
  place.Write("b", "");
  Result<Fd> a = OpenAt(place.fd(), "a", O_RDONLY);
  Result<Fd> b = OpenAt(place.fd(), "b", O_RDONLY);
  REQUIRE(a.ok());
  REQUIRE(b.ok());
  const Outcome outcome =
      Run(kDescriptors, {}, {b.value().get(), -1, a.value().get()});
  CHECK(Descriptor(outcome.output, 0) == "/dev/null");
  CHECK(Descriptor(outcome.output, 2) == "/dev/null");
  CHECK(Descriptor(outcome.output, 3) == place.Path("b"));
  CHECK(Descriptor(outcome.output, 5) == place.Path("a"));
  CHECK(Descriptor(outcome.output, 6) == "closed");
  // 4 is closed, so that ls opens its directory there.
  CHECK(Descriptor(outcome.output, 4).starts_with("/proc/"));
}

TEST_CASE("descriptors may change places with each other") {
  const TemporaryDirectory place;
  place.Write("a", "");
  place.Write("b", "");
  std::array<Fd, 2> moved;
  for (size_t i = 0; i < moved.size(); ++i) {
    const Fd file(
        ::open(place.Path(i == 0 ? "a" : "b").c_str(), O_RDONLY | O_CLOEXEC));
    moved[i] = Fd(::fcntl(file.get(), F_DUPFD_CLOEXEC, 40 + i));
  }
  REQUIRE(moved[0].get() == 40);
  REQUIRE(moved[1].get() == 41);
  std::vector<int> others(39, -1);  // descriptors 3 to 41
  others[40 - 3] = 41;
  others[41 - 3] = 40;
  const Outcome outcome = Run(kDescriptors, {}, others);
  CHECK(Descriptor(outcome.output, 40) == place.Path("b"));
  CHECK(Descriptor(outcome.output, 41) == place.Path("a"));
}

TEST_CASE("the environment is the list and no more") {
  ::setenv("SALLYPORT_TEST_SECRET", "x", 1);
  const Outcome outcome =
      Run("exec /usr/bin/env", {"ONE=1", "TWO=2 3", "EMPTY="});
  ::unsetenv("SALLYPORT_TEST_SECRET");
  CHECK(outcome.output.find("ONE=1\n") != std::string::npos);
  CHECK(outcome.output.find("TWO=2 3\n") != std::string::npos);
  CHECK(outcome.output.find("EMPTY=\n") != std::string::npos);
  CHECK(outcome.output.find("SECRET") == std::string::npos);
  CHECK(outcome.output.find("PATH=/usr/local") == std::string::npos);
}

TEST_CASE("signals are unblocked and at their defaults") {
  const WithSignal pipe_ignored(SIGPIPE, SIG_IGN);
  const WithSignal user_ignored(SIGUSR1, SIG_IGN);
  sigset_t blocked;
  sigset_t before;
  ::sigemptyset(&blocked);
  ::sigaddset(&blocked, SIGTERM);
  ::sigaddset(&blocked, SIGUSR2);
  ::sigprocmask(SIG_BLOCK, &blocked, &before);
  const Outcome outcome = Run("exec /bin/cat /proc/self/status", {});
  ::sigprocmask(SIG_SETMASK, &before, nullptr);
  CHECK(StatusField(outcome.output, "SigBlk:") == "0000000000000000");
  // 32 and 33 are glibc's own, which posix_spawn(3) leaves ignored.
  const std::string ignored =
      StatusField(outcome.output, "SigIgn:").value_or("");
  CHECK((std::stoull(ignored, nullptr, 16) & 0x7FFFFFFF) == 0);
}

TEST_CASE("arguments arrive as they are, and default to the program") {
  const TemporaryDirectory place;
  const std::string script =
      place.WriteScript("show", "printf '%s\\n' \"$0\" \"$@\" >&3\n");
  for (const bool named : {false, true}) {
    Result<Fd> out =
        OpenAt(place.fd(), "out", O_RDWR | O_CREAT | O_TRUNC, 0600);
    REQUIRE(out.ok());
    ChildSpec spec;
    spec.program = script;
    if (named) spec.arguments = {script, "a b", "", "$HOME;*"};
    spec.descriptors = {-1, -1, -1, out.value().get()};
    Result<pid_t> pid = Spawn(spec);
    REQUIRE(pid.ok());
    Child child(pid.value());
    REQUIRE(child.Wait(Deadline::InMs(60000)).ok());
    CHECK(place.Read("out") ==
          script + "\n" + (named ? "a b\n\n$HOME;*\n" : ""));
  }
}

TEST_CASE("an exec that fails is told at once") {
  const TemporaryDirectory place;
  place.Write("plain", "");
  ChildSpec spec;
  spec.program = place.Path("none");
  Result<pid_t> none = Spawn(spec);
  REQUIRE_FALSE(none.ok());
  CHECK(none.error().err == ENOENT);
  spec.program = place.Path("plain");
  Result<pid_t> plain = Spawn(spec);
  REQUIRE_FALSE(plain.ok());
  CHECK(plain.error().err == EACCES);
  spec.program = "sh";  // never looked up in PATH
  CHECK_FALSE(Spawn(spec).ok());
  spec.program = "/bin/sh";
  spec.descriptors = {1000};  // not open
  Result<pid_t> closed = Spawn(spec);
  REQUIRE_FALSE(closed.ok());
  CHECK(closed.error().err == EBADF);
}

TEST_CASE("how a child ended") {
  CHECK(Run("exit 0", {}).end.Succeeded());
  const ChildEnd three = Run("exit 3", {}).end;
  CHECK_FALSE(three.Succeeded());
  CHECK(three.Text() == "exit 3");
  const ChildEnd killed = Run("kill -9 $$", {}).end;
  CHECK_FALSE(killed.Succeeded());
  CHECK_FALSE(killed.exited);
  CHECK(killed.Text() == "signal 9");
  CHECK_FALSE(ParseWaitStatus(0x137F).Succeeded());  // stopped
  CHECK_FALSE(ChildEnd().Succeeded());
}

TEST_CASE("a wait ends at its deadline, and the child can be waited for on") {
  ChildSpec spec;
  spec.program = "/bin/sh";
  spec.arguments = {"sh", "-c", "read line"};
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  const Fd read_end(ends[0]);
  Fd write_end(ends[1]);
  spec.descriptors = {read_end.get()};
  Result<pid_t> pid = Spawn(spec);
  REQUIRE(pid.ok());
  Child child(pid.value());
  Result<ChildEnd> early = child.Wait(Deadline::InMs(20));
  REQUIRE_FALSE(early.ok());
  CHECK(early.error().err == ETIMEDOUT);
  write_end.Reset();
  Result<ChildEnd> end = child.Wait(Deadline::InMs(60000));
  REQUIRE(end.ok());
  CHECK(end.value().exited);
  CHECK_FALSE(child.Wait(Deadline::InMs(0)).ok());  // reaped already
}

TEST_CASE("a child that goes out of scope is reaped") {
  ChildSpec spec;
  spec.program = "/bin/true";
  Result<pid_t> pid = Spawn(spec);
  REQUIRE(pid.ok());
  {
    Child child(pid.value());
    Child other(std::move(child));
    CHECK(other.pid() == pid.value());
    CHECK(child.pid() == -1);
  }
  CHECK(::kill(pid.value(), 0) != 0);
}

}  // namespace sallyport
