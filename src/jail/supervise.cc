#include "jail/supervise.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "jail/die.h"
#include "jail/environment.h"
#include "jail/fork_here.h"
#include "jail/program.h"
#include "jail/sandbox.h"
#include "jail/scratch.h"

namespace sallyport::jail {

namespace {

long NowMs() {
  struct timespec now;
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/// The plugin's side of its start: a byte when it begins, and another one if
/// there was no exec; closed by the exec.
int g_start = -1;
constexpr char kBegun = 'b';

/// The word's way to an early plugin. The supervisor has both ends, too: it
/// sees whether the word was taken.
struct WordPipe {
  int read = -1;
  int write = -1;
  bool written = false;

  void Open() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) Die("pipe");
    read = ends[0];
    write = ends[1];
    // The plugin can open its end for writing and fill the pipe.
    if (::fcntl(write, F_SETFL, O_NONBLOCK) != 0) Die("fcntl");
  }
  /// Takes the word from the control; false if that is closed, or the plugin
  /// cannot be told.
  bool PassOn() {
    char word = 0;
    if (::read(kControlDescriptor, &word, 1) != 1) return false;
    written = ::write(write, &word, 1) == 1;
    return written;
  }
  bool Taken() const {
    int left = 0;
    return written && ::ioctl(read, FIONREAD, &left) == 0 && left == 0;
  }
};

/// All but the exec is done when the word to begin comes.
const char* ConfineAndWait(const Settings& settings) {
  const char* const name = ConfinePlugin(settings);
  char word = 0;
  if (!settings.early && ::read(kControlDescriptor, &word, 1) != 1)
    ::_exit(kJailFailed);
  if (::write(g_start, &kBegun, 1) != 1) Die("begin");
  return name;
}

[[noreturn]] void RunPlugin(const Settings& settings, char** environment,
                            const WordPipe& word) {
  TellDeathOn(g_start);
  ::setpgid(0, 0);
  if (settings.early && ::dup2(word.read, kPartsDescriptor) < 0) Die("dup2");
  BecomeProgram(settings, environment, ConfineAndWait,
                kPartsDescriptor + (settings.early ? 1 : 0));
}

/// Waits for the plugin's end, its time, which runs from the word on, or the
/// order to kill, whatever the plugin is at: its exec may hang, too. Returns
/// the report's word.
const char* AwaitEnd(pid_t plugin, int start, const Settings& settings,
                     WordPipe* word) {
  const int handle = static_cast<int>(::syscall(SYS_pidfd_open, plugin, 0));
  if (handle < 0) return "ordered";
  const short word_event = settings.early ? POLLIN : 0;
  struct pollfd wanted[] = {{handle, POLLIN, 0},
                            {start, POLLIN, 0},
                            {kControlDescriptor, word_event, 0}};
  char said[2] = {};
  long end_ms = 0;  // none before the word
  while (wanted[0].revents == 0) {
    const long left = end_ms - NowMs();
    const int wait = end_ms == 0 ? -1 : left > 0 ? static_cast<int>(left) : 0;
    const int ready = ::poll(wanted, 3, wait);
    if (ready < 0 && errno == EINTR) continue;
    if (ready == 0) return "time";
    if (ready < 0 || (wanted[2].revents & ~POLLIN) != 0) return "ordered";
    bool begins = false;
    if (wanted[1].revents != 0) {
      if (::read(start, said, 1) != 1) return "start";
      wanted[1].fd = -1;
      begins = !settings.early;
    }
    if (wanted[2].revents != 0) {
      if (!word->PassOn()) return "ordered";
      wanted[2].events = 0;
      begins = true;
    }
    if (begins) end_ms = NowMs() + settings.seconds * 1000;
  }
  // Its end of the pipe is closed, by the exec or now.
  return said[0] == kBegun && ::read(start, said + 1, 1) == 0 ? "ok" : "start";
}

/// Kills every child of ours, adopted ones too, in the pid namespace at one
/// stroke and else as the kernel lists them.
void KillTree(pid_t plugin) {
  if (::getpid() == 1) {
    ::kill(-1, SIGKILL);
    return;
  }
  ::kill(-plugin, SIGKILL);
  char path[64];
  snprintf(path, sizeof path, "/proc/self/task/%d/children",
           static_cast<int>(::getpid()));
  FILE* children = ::fopen(path, "re");
  if (children == nullptr) return;
  int pid = 0;
  while (::fscanf(children, "%d", &pid) == 1) ::kill(pid, SIGKILL);
  ::fclose(children);
}

/// Reaps until no child is left, and kills what has not ended by itself. True
/// if there was any of that.
bool ReapAll(pid_t plugin, int* wait_status) {
  bool killed = false;
  for (;;) {
    int status = 0;
    const pid_t pid = ::waitpid(-1, &status, WNOHANG);
    if (pid == plugin) *wait_status = status;
    if (pid < 0 && errno != EINTR) return killed;
    if (pid != 0) continue;
    KillTree(plugin);
    killed = true;
    struct timespec moment = {0, 500000};
    ::nanosleep(&moment, nullptr);
  }
}

void Report(const char* word, int wait_status) {
  struct rusage usage;
  ::getrusage(RUSAGE_CHILDREN, &usage);
  const long cpu_ms =
      (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000 +
      (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000;
  const int code = WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : -1;
  const int signal = WIFSIGNALED(wait_status) ? WTERMSIG(wait_status) : -1;
  ::dprintf(kReportDescriptor, "end %s %d %d %ld %ld\n", word, code, signal,
            cpu_ms, usage.ru_maxrss);
}

}  // namespace

void EnterPidNamespace() {
  if (::unshare(CLONE_NEWPID) != 0) Die("pid namespace");
  const pid_t init = ForkHere();
  if (init < 0) Die("fork");
  if (init == 0) return;
  // Only the inside may hold any of them: their closing means something.
  if (::syscall(SYS_close_range, 0U, ~0U, 0) != 0) Die("close descriptors");
  int wait_status = 0;
  while (::waitpid(init, &wait_status, 0) < 0 && errno == EINTR) {
  }
  ::_exit(WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : kJailFailed);
}

void Supervise(const Settings& settings) {
  // As init its death is that of the whole tree. Else it must outlive whoever
  // gives the orders, by as long as the killing takes.
  if (::getpid() == 1 && ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0)
    Die("pdeathsig");
  if (::getpid() != 1 && ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0)
    Die("subreaper");
  // Neither a plugin of the same user may look into it.
  if (::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) Die("dumpable");
  char path[PATH_MAX];
  const int scratch = EnterScratch(settings, path);
  char** environment = ScannerEnvironment(settings, path);
  int start[2];
  if (::pipe2(start, O_CLOEXEC) != 0) Die("pipe");
  g_start = start[1];
  WordPipe to_plugin;
  if (settings.early) to_plugin.Open();
  const pid_t plugin = ForkHere();
  if (plugin < 0) Die("fork");
  if (plugin == 0) RunPlugin(settings, environment, to_plugin);
  ::setpgid(plugin, plugin);
  ::close(start[1]);
  // The plugin's ends of the message and of its output are its own alone.
  ::close(STDIN_FILENO);
  ::close(STDOUT_FILENO);
  ::close(kFactsDescriptor);

  int wait_status = -1;
  const char* word = AwaitEnd(plugin, start[0], settings, &to_plugin);
  if (ReapAll(plugin, &wait_status) && strcmp(word, "ok") == 0) word = "left";
  if (settings.early && !to_plugin.Taken() && strcmp(word, "ok") == 0 &&
      wait_status == 0)
    word = "unheard";
  if (::fchdir(scratch) != 0 || !EmptyDirectory(scratch))
    ::dprintf(STDERR_FILENO, "sallyport-jail: scratch not emptied\n");
  Report(word, wait_status);
  ::_exit(0);
}

}  // namespace sallyport::jail
