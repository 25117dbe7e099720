// The client's side of a QMAILQUEUE program, as notqmail's qmail.c plays it:
// pipes on the child's descriptors 0, 1 and 6, argv[0] only, the message
// written and closed, then the envelope, then the text channel read to its
// end before the child is waited for. ClientSpec's fields let a test
// misbehave where qmail.c would not.

#ifndef SALLYPORT_TESTS_FAKE_QUEUE_CLIENT_H_
#define SALLYPORT_TESTS_FAKE_QUEUE_CLIENT_H_

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/child.h"
#include "base/fd.h"

namespace sallyport::fake {

struct ClientSpec {
  std::string program;
  std::string directory;         // the child's; empty: the caller's own
  int text_fd = 6;               // -1: no text channel at all
  int text_file = -1;            // >= 0: this instead of a pipe
  int message_file = -1;         // >= 0: the child's 0, instead of a pipe
  int envelope_file = -1;        // >= 0: the child's 1, instead of a pipe
  std::vector<int> closed;       // the child starts with these closed
  std::vector<int> extra_pipes;  // and with an open pipe on these
  bool default_sigpipe = false;  // qmail-smtpd leaves it ignored
  std::vector<int> blocked_signals;
  /// Soft limits, as softlimit(8) sets them: resource and value.
  std::vector<std::pair<int, rlim_t>> soft_limits;
  int alarm_ms = 0;  // > 0: it starts with this timer running
  std::function<void()> before_exec;  // last thing in the child
};

/// How the program answered.
struct ClientOutcome {
  ChildEnd end;
  std::string text;           // of the text channel, at most 255 bytes
  bool write_failed = false;  // the program did not read all it was sent
};

class QueueClient {
 public:
  static constexpr int kExecFailed = 120;
  static constexpr size_t kMaxText = 255;

  /// Starts the program. False: no pipe or no process could be had.
  bool Open(const ClientSpec& spec) {
    ::signal(SIGPIPE, SIG_IGN);
    // All pipes are close-on-exec and lie above every number a test names:
    // the child gets copies, at exactly the numbers it should have.
    Fd message_out, envelope_out, text_in;
    if (!MakePipe(&message_out, &message_) ||
        !MakePipe(&envelope_out, &envelope_) || !MakePipe(&text_, &text_in))
      return false;
    std::vector<Fd> ends;
    std::vector<std::pair<int, int>> wanted = {
        {spec.message_file >= 0 ? spec.message_file : message_out.get(), 0},
        {spec.envelope_file >= 0 ? spec.envelope_file : envelope_out.get(), 1}};
    if (spec.text_fd >= 0)
      wanted.emplace_back(spec.text_file >= 0 ? spec.text_file : text_in.get(),
                          spec.text_fd);
    for (const int fd : spec.extra_pipes) {
      Fd reading, writing;
      if (!MakePipe(&reading, &writing)) return false;
      wanted.emplace_back(writing.get(), fd);
      ends.push_back(std::move(reading));
      ends.push_back(std::move(writing));
    }
    pid_ = ::fork();
    if (pid_ == 0) RunProgram(spec, wanted);
    extra_ = std::move(ends);
    return pid_ > 0;
  }

  pid_t pid() const { return pid_; }
  bool write_failed() const { return failed_; }

  /// From here on nothing more is written, and the envelope never ends.
  void Fail() { failed_ = true; }

  void Put(std::string_view bytes) { Write(message_.get(), bytes); }
  void CloseMessage() { message_.Reset(); }
  void PutEnvelope(std::string_view bytes) { Write(envelope_.get(), bytes); }
  void CloseEnvelope() { envelope_.Reset(); }

  /// Closes both, reads the text channel to its end, waits.
  ClientOutcome Close() {
    CloseMessage();
    CloseEnvelope();
    ClientOutcome outcome;
    char buffer[512];
    for (;;) {
      const ssize_t n = ::read(text_.get(), buffer, sizeof buffer);
      if (n == 0 || (n < 0 && errno != EINTR)) break;
      if (n > 0)
        outcome.text.append(buffer, std::min(static_cast<size_t>(n),
                                             kMaxText - outcome.text.size()));
    }
    text_.Reset();
    int wait_status = 0;
    while (::waitpid(pid_, &wait_status, 0) < 0 && errno == EINTR) {
    }
    outcome.end = ParseWaitStatus(wait_status);
    outcome.write_failed = failed_;
    return outcome;
  }

 private:
  static constexpr int kAbove = 128;

  static bool MakePipe(Fd* reading, Fd* writing) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return false;
    const Fd low_reading(ends[0]);
    const Fd low_writing(ends[1]);
    *reading = Fd(::fcntl(ends[0], F_DUPFD_CLOEXEC, kAbove));
    *writing = Fd(::fcntl(ends[1], F_DUPFD_CLOEXEC, kAbove));
    return reading->valid() && writing->valid();
  }

  [[noreturn]] static void RunProgram(
      const ClientSpec& spec, const std::vector<std::pair<int, int>>& wanted) {
    for (const auto& [from, to] : wanted)
      if (::dup2(from, to) < 0) ::_exit(kExecFailed);
    for (const int fd : spec.closed) ::close(fd);
    if (spec.default_sigpipe) ::signal(SIGPIPE, SIG_DFL);
    sigset_t blocked;
    ::sigemptyset(&blocked);
    for (const int number : spec.blocked_signals) ::sigaddset(&blocked, number);
    ::sigprocmask(SIG_BLOCK, &blocked, nullptr);
    for (const auto& [resource, value] : spec.soft_limits) {
      struct rlimit limit = {};
      const auto which = static_cast<decltype(RLIMIT_CPU)>(resource);
      ::getrlimit(which, &limit);
      limit.rlim_cur = value;
      if (::setrlimit(which, &limit) != 0) ::_exit(kExecFailed);
    }
    struct itimerval timer = {};
    timer.it_value.tv_sec = spec.alarm_ms / 1000;
    timer.it_value.tv_usec = spec.alarm_ms % 1000 * 1000;
    if (spec.alarm_ms > 0) ::setitimer(ITIMER_REAL, &timer, nullptr);
    if (!spec.directory.empty() && ::chdir(spec.directory.c_str()) != 0)
      ::_exit(61);
    if (spec.before_exec) spec.before_exec();
    char* const arguments[] = {const_cast<char*>(spec.program.c_str()),
                               nullptr};
    ::execv(spec.program.c_str(), arguments);
    ::_exit(kExecFailed);
  }

  void Write(int fd, std::string_view bytes) {
    while (!failed_ && !bytes.empty()) {
      const ssize_t n = ::write(fd, bytes.data(), bytes.size());
      if (n >= 0)
        bytes.remove_prefix(static_cast<size_t>(n));
      else if (errno != EINTR)
        failed_ = true;
    }
  }

  pid_t pid_ = -1;
  bool failed_ = false;
  Fd message_;
  Fd envelope_;
  Fd text_;
  std::vector<Fd> extra_;
};

}  // namespace sallyport::fake

#endif  // SALLYPORT_TESTS_FAKE_QUEUE_CLIENT_H_
