#include "base/forked_work.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/child.h"
#include "base/fd.h"
#include "base/io.h"

namespace sallyport {

namespace {

constexpr int kEnded = 0;
constexpr int kUnfit = 1;

/// Closes all descriptors from 3 on but these.
bool CloseAllBut(std::vector<int> descriptors) {
  std::sort(descriptors.begin(), descriptors.end());
  unsigned next = 3;
  for (const int fd : descriptors) {
    const unsigned kept = static_cast<unsigned>(fd);
    if (kept > next && ::close_range(next, kept - 1, 0) != 0) return false;
    next = std::max(next, kept + 1);
  }
  return ::close_range(next, ~0U, 0) == 0;
}

bool OwnDescriptors(const std::vector<int>& descriptors) {
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null < 0) return false;
  for (int fd = 0; fd < 3; ++fd)
    if (::dup2(null, fd) != fd) return false;
  return CloseAllBut(descriptors);
}

[[noreturn]] void RunCopy(const std::function<std::string()>& work,
                          std::vector<int> descriptors, int answer,
                          pid_t parent) {
  // Its crash is its own: no handler of ours runs for it.
  for (const int number : {SIGABRT, SIGALRM, SIGBUS, SIGFPE, SIGILL, SIGSEGV,
                           SIGSYS, SIGTERM, SIGTRAP})
    ::signal(number, SIG_DFL);
  descriptors.push_back(answer);
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || ::getppid() != parent ||
      !OwnDescriptors(descriptors))
    ::_exit(kUnfit);
  ::_exit(WriteAll(answer, work()).ok() ? kEnded : kUnfit);
}

/// What the copy says, to its end; nothing if that does not come in time.
std::optional<std::string> Listen(int answer, Deadline deadline) {
  std::string text;
  char buffer[4096];
  while (text.size() <= kMaxForkedTextBytes) {
    struct pollfd wanted = {answer, POLLIN, 0};
    const int ready = ::poll(&wanted, 1, deadline.RemainingMs());
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return std::nullopt;
    const Result<size_t> n = ReadSome(answer, buffer, sizeof buffer);
    if (!n.ok()) return std::nullopt;
    if (n.value() == 0) return text;
    text.append(buffer, n.value());
  }
  return std::nullopt;
}

}  // namespace

Result<ForkedOutcome> RunForked(const std::function<std::string()>& work,
                                std::vector<int> descriptors,
                                Deadline deadline) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return SystemError("pipe", "");
  const Fd listening(ends[0]);
  Fd answering(ends[1]);
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) return SystemError("fork", "");
  if (pid == 0)
    RunCopy(work, std::move(descriptors), answering.get(), parent);
  answering.Reset();
  Child copy(pid);
  ForkedOutcome outcome;
  outcome.text = Listen(listening.get(), deadline);
  const Result<ChildEnd> end =
      copy.Wait(outcome.text ? deadline : Deadline::InMs(0));
  if (!end.ok()) ::kill(pid, SIGKILL);  // and reaped by its owner
  if (!end.ok() || !end.value().Succeeded()) outcome.text.reset();
  outcome.how = end.ok() ? end.value().Text() : end.error().Text();
  return outcome;
}

}  // namespace sallyport
