#include "queue/startup.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <exception>
#include <new>
#include <string_view>

#include "base/io.h"
#include "mail/message_id.h"
#include "mail/paths.h"
#include "queue/callers.h"
#include "queue/client.h"
#include "queue/identity.h"
#include "queue/report.h"

namespace sallyport {

namespace {

constexpr int kSignals = 32;
constexpr int64_t kFirstAlarmSeconds = 86400;
constexpr mode_t kUmask = 027;
constexpr std::array kLimits = {RLIMIT_CPU,    RLIMIT_FSIZE,  RLIMIT_DATA,
                                RLIMIT_STACK,  RLIMIT_NOFILE, RLIMIT_AS,
                                RLIMIT_NPROC};

/// The process as the caller had made it.
struct CallersState {
  std::array<struct sigaction, kSignals> actions;
  sigset_t mask;
  std::array<struct rlimit, kLimits.size()> limits;
  struct itimerval timer;
  int64_t timer_read_ms;
  mode_t umask;
  std::array<bool, 3> was_closed;
  int client_fd = -1;
  int client_flags = 0;
  char** environment;
};
CallersState g_caller;

[[noreturn]] void EndByAlarm(int) {
  ::_exit(static_cast<int>(ExitCode::kTimeout));
}
[[noreturn]] void EndByBug(int) { ::_exit(static_cast<int>(ExitCode::kBug)); }
[[noreturn]] void EndWithoutMemory() {
  ::_exit(static_cast<int>(ExitCode::kMemory));
}
[[noreturn]] void EndByTerminate() {
  ::_exit(static_cast<int>(ExitCode::kBug));
}

/// A closed 0, 1 or 2 would be taken by the first file opened here.
void OwnDescriptors() {
  for (int fd = 0; fd < 3; ++fd) {
    g_caller.was_closed[static_cast<size_t>(fd)] = ::fcntl(fd, F_GETFD) < 0;
    if (g_caller.was_closed[static_cast<size_t>(fd)] &&
        ::open("/dev/null", O_RDWR) != fd)
      ::_exit(static_cast<int>(ExitCode::kBug));
  }
}

/// What the gate does about a signal.
enum class Answer : int8_t { kIgnore, kDefault, kBug, kAlarm };
struct SignalRow {
  int number;
  Answer answer;
};
constexpr std::array kSignalTable = {
    SignalRow{SIGPIPE, Answer::kIgnore},   SignalRow{SIGHUP, Answer::kIgnore},
    SignalRow{SIGINT, Answer::kIgnore},    SignalRow{SIGQUIT, Answer::kIgnore},
    SignalRow{SIGVTALRM, Answer::kIgnore}, SignalRow{SIGPROF, Answer::kIgnore},
    SignalRow{SIGXCPU, Answer::kIgnore},   SignalRow{SIGXFSZ, Answer::kIgnore},
    SignalRow{SIGTSTP, Answer::kIgnore},   SignalRow{SIGTTIN, Answer::kIgnore},
    SignalRow{SIGTTOU, Answer::kIgnore},   SignalRow{SIGUSR1, Answer::kIgnore},
    SignalRow{SIGUSR2, Answer::kIgnore},   SignalRow{SIGILL, Answer::kBug},
    SignalRow{SIGABRT, Answer::kBug},      SignalRow{SIGFPE, Answer::kBug},
    SignalRow{SIGBUS, Answer::kBug},       SignalRow{SIGSEGV, Answer::kBug},
    SignalRow{SIGSYS, Answer::kBug},       SignalRow{SIGTRAP, Answer::kBug},
    SignalRow{SIGALRM, Answer::kAlarm},    SignalRow{SIGTERM, Answer::kDefault},
    SignalRow{SIGCHLD, Answer::kDefault}};

void (*HandlerOf(Answer answer))(int) {
  switch (answer) {
    case Answer::kIgnore: return SIG_IGN;
    case Answer::kDefault: return SIG_DFL;
    case Answer::kBug: return EndByBug;
    case Answer::kAlarm: return EndByAlarm;
  }
  return EndByBug;
}

struct sigaction* ActionOf(const SignalRow& row) {
  return &g_caller.actions[static_cast<size_t>(row.number)];
}

/// As qmail-queue: nothing but the alarm, SIGTERM, SIGKILL and a bug of ours
/// ends a message half-way; job control does not stop it.
void OwnSignals() {
  for (const SignalRow& row : kSignalTable) {
    struct sigaction action = {};
    action.sa_handler = HandlerOf(row.answer);
    ::sigaction(row.number, &action, ActionOf(row));
  }
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, &g_caller.mask);
  std::set_new_handler(EndWithoutMemory);
  std::set_terminate(EndByTerminate);
}

void OwnTimer() {
  ::getitimer(ITIMER_REAL, &g_caller.timer);
  g_caller.timer_read_ms = MonotonicMs();
  SetAlarm(kFirstAlarmSeconds);
}

/// softlimit(8) sets soft limits; a set-uid program may use the hard ones.
void OwnLimits() {
  for (size_t i = 0; i < kLimits.size(); ++i) {
    struct rlimit& limit = g_caller.limits[i];
    if (::getrlimit(kLimits[i], &limit) != 0) continue;
    struct rlimit raised = limit;
    raised.rlim_cur = raised.rlim_max;
    if (raised.rlim_cur != limit.rlim_cur) ::setrlimit(kLimits[i], &raised);
  }
}

std::string_view Variable(const char* name) {
  const size_t length = std::strlen(name);
  for (char** entry = g_caller.environment; *entry != nullptr; ++entry)
    if (std::strncmp(*entry, name, length) == 0 && (*entry)[length] == '=')
      return *entry + length + 1;
  return {};
}

bool VariableIsSet(const char* name) {
  return Variable(name).data() != nullptr;
}

Status OpenConfiguration(Gate* gate) {
  gate->live = kLiveDirectory;
  const std::string variable(kConfigVariable);
  if (!gate->caller.set_uid && VariableIsSet(variable.c_str()))
    gate->live = Variable(variable.c_str());
  Result<Fd> live = OpenDirectory(gate->live);
  if (!live.ok()) return live.error();
  gate->live_directory = std::move(live.value());
  Result<Config> config = Config::Open(gate->live_directory.get());
  if (!config.ok()) return config.error();
  gate->config = std::make_unique<Config>(std::move(config.value()));
  Config* values = gate->config.get();
  gate->plan.jail =
      std::string(values->Text("libexec")) + "/" + kJailProgram;
  gate->plan.live = gate->live;
  gate->hostname = values->Text("hostname");
  gate->id = MakeMessageId(Now(), ::getpid(), values->Text("host_tag"));
  Result<Fd> spool = OpenDirectory(std::string(values->Text("spool")));
  if (!spool.ok()) return spool.error();
  gate->spool = std::move(spool.value());
  Result<Fd> lanes = OpenAt(gate->spool.get(), kLanes, O_RDONLY | O_DIRECTORY);
  if (!lanes.ok()) return lanes.error();
  gate->lanes = std::move(lanes.value());
  return {};
}

/// Notes the client's channel, and keeps it from every child.
void OwnClientChannel(Gate* gate) {
  const int fd = FindClientChannel(
      Variable("ERROR_FD"),
      static_cast<int>(gate->config->Number("callers.error_fd")));
  gate->caller.client_fd = fd;
  if (fd < 0) return;
  if (fd == STDERR_FILENO) SilenceLog();
  g_caller.client_fd = fd;
  g_caller.client_flags = ::fcntl(fd, F_GETFD);
  ::fcntl(fd, F_SETFD, FD_CLOEXEC);
}

CallersWords ReadCallersWords() {
  CallersWords words;
  words.remote_ip = Variable("TCPREMOTEIP");
  words.relay_client = VariableIsSet("RELAYCLIENT");
  words.has_scanners = VariableIsSet("SALLYPORT_SCANNERS");
  words.scanners = Variable("SALLYPORT_SCANNERS");
  words.has_spam = VariableIsSet("SALLYPORT_SPAM");
  words.spam = Variable("SALLYPORT_SPAM");
  return words;
}

}  // namespace

std::optional<Ending> StartUp(char** environment, Gate* gate) {
  g_caller.environment = environment;
  gate->caller.set_uid = ::getauxval(AT_SECURE) != 0;
  OwnDescriptors();
  g_caller.umask = ::umask(kUmask);
  OwnSignals();
  OwnTimer();
  OwnLimits();
  Status ids = TakeIds(gate->caller.set_uid, &gate->caller.uid);
  if (!ids.ok()) return Ending::Failed(ExitCode::kBug, ids.error().Text());
  // A change of ids sets this to what fs.suid_dumpable says.
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  if (g_caller.was_closed[0] || g_caller.was_closed[1])
    return Ending::Failed(ExitCode::kRead, "descriptor 0 or 1 is closed");
  Status opened = OpenConfiguration(gate);
  if (!opened.ok())
    return Ending::Failed(ExitCode::kConfig, opened.error().Text());
  OwnClientChannel(gate);
  Status known =
      JudgeCaller(ReadCallersWords(), gate->config.get(), &gate->caller);
  if (!known.ok())
    return Ending::Failed(ExitCode::kConfig, known.error().Text());
  if (!gate->config->broken().empty())
    return Ending::Failed(ExitCode::kConfig,
                          "config.cdb: " + gate->config->broken());
  // End of initializations.
  return std::nullopt;
}

bool StartedByOurselves() { return VariableIsSet(kLoopVariable); }

void SetAlarm(int64_t seconds) {
  struct itimerval timer = {};
  timer.it_value.tv_sec = static_cast<time_t>(seconds);
  ::setitimer(ITIMER_REAL, &timer, nullptr);
}

Status GiveBack() {
  // The timer first: ours must not go off in the queue program. Theirs goes
  // on where it would be now.
  struct itimerval timer = g_caller.timer;
  const bool was_set =
      timer.it_value.tv_sec != 0 || timer.it_value.tv_usec != 0;
  if (was_set) {
    const int64_t left =
        timer.it_value.tv_sec * int64_t{1000} + timer.it_value.tv_usec / 1000 -
        (MonotonicMs() - g_caller.timer_read_ms);
    timer.it_value.tv_sec = left > 0 ? left / 1000 : 0;
    timer.it_value.tv_usec = left > 0 ? left % 1000 * 1000 : 1;
  }
  ::setitimer(ITIMER_REAL, &timer, nullptr);
  for (size_t i = 0; i < kLimits.size(); ++i) {
    const struct rlimit& limit = g_caller.limits[i];
    if (limit.rlim_cur != limit.rlim_max) ::setrlimit(kLimits[i], &limit);
  }
  Status ids = GiveIdsBack();
  if (!ids.ok()) return ids;
  if (g_caller.client_fd >= 0)
    ::fcntl(g_caller.client_fd, F_SETFD, g_caller.client_flags);
  if (g_caller.was_closed[2]) ::close(2);
  ::umask(g_caller.umask);
  for (const SignalRow& row : kSignalTable)
    ::sigaction(row.number, ActionOf(row), nullptr);
  ::sigprocmask(SIG_SETMASK, &g_caller.mask, nullptr);
  return {};
}

void TakeBack() {
  OwnSignals();
  OwnLimits();
  TakeFilesBack();
}

std::vector<char*> CallersEnvironment() {
  static char mark[] = "SALLYPORT_PASSED=1";
  std::vector<char*> environment;
  for (char** entry = g_caller.environment; *entry != nullptr; ++entry)
    if (!std::string_view(*entry).starts_with("QMAILQUEUE="))
      environment.push_back(*entry);
  environment.push_back(mark);
  environment.push_back(nullptr);
  return environment;
}

}  // namespace sallyport
