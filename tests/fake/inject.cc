// inject [OPTIONS] PROGRAM SENDER RECIPIENT... < message
//
// A client of a QMAILQUEUE program without the SMTP: runs PROGRAM with
// descriptors 0, 1 and 6 as notqmail's qmail.c does, hands it the message and
// the envelope, and prints how it answered, four lines:
//
//   exit N            (or: signal N)
//   text TEXT         what came on the text channel, escaped; - for nothing
//   pid N
//   sent all          (or: sent cut, when PROGRAM stopped reading early)
//
// Exits 0 when PROGRAM ran and ended, however it ended; with --pass with its
// own code (128 + N for a signal); 111 when it could not be run or was still
// there, or its text channel still open, at --deadline-ms ("hung" is printed
// then); 100 for a wrong command line. The options are
// in inject_options.h; without arguments it prints them.

#include <poll.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "base/clock.h"
#include "base/escape.h"
#include "base/io.h"
#include "mail/envelope.h"
#include "tests/fake/inject_options.h"
#include "tests/fake/queue_client.h"

namespace sallyport::fake {

namespace {

constexpr int kUsageExit = 100;
constexpr int kTroubleExit = 111;
constexpr size_t kMostBytes = size_t{4} << 30;

// What the handler of SIGALRM needs.
volatile pid_t g_program = -1;
volatile int g_signal = SIGKILL;
volatile int g_then_ms = 0;  // from a first alarm, which kills, to the second

[[noreturn]] void Stop(const char* text, const std::string& subject) {
  std::fprintf(stderr, "inject: %s %s\n", text, subject.c_str());
  ::_exit(kTroubleExit);
}

void SetTimer(int ms) {
  struct itimerval timer = {};
  timer.it_value.tv_sec = ms / 1000;
  timer.it_value.tv_usec = ms % 1000 * 1000;
  ::setitimer(ITIMER_REAL, &timer, nullptr);
}

void OnAlarm(int) {
  const pid_t program = g_program;
  const int then_ms = g_then_ms;
  if (then_ms > 0) {
    ::kill(program, g_signal);
    g_then_ms = 0;
    SetTimer(then_ms);
    return;
  }
  ::kill(program, SIGKILL);
  constexpr std::string_view kHung = "hung\n";
  ::_exit(::write(1, kHung.data(), kHung.size()) > 0 ? kTroubleExit
                                                     : kTroubleExit + 1);
}

void StartClocks(const InjectOptions& options, pid_t program) {
  g_program = program;
  g_signal = options.signal;
  struct sigaction action = {};
  action.sa_handler = OnAlarm;
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGALRM, &action, nullptr);
  if (options.kill_after_ms > 0)
    g_then_ms = std::max(1, options.deadline_ms - options.kill_after_ms);
  SetTimer(options.kill_after_ms > 0 ? options.kill_after_ms
                                     : options.deadline_ms);
}

void Pause(int ms) {
  const Deadline deadline = Deadline::InMs(ms);
  while (!deadline.Passed()) ::poll(nullptr, 0, deadline.RemainingMs());
}

std::string ReadAll(int fd, const std::string& name) {
  Result<std::string> bytes = ReadToEnd(fd, kMostBytes);
  if (!bytes.ok()) Stop("cannot read", name);
  return std::move(bytes.value());
}

Fd OpenPath(const std::string& path) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) Stop("cannot open", path);
  return fd;
}

std::string EnvelopeBytes(const InjectOptions& options) {
  if (!options.envelope_path.empty())
    return ReadAll(OpenPath(options.envelope_path).get(),
                   options.envelope_path);
  std::string bytes = Envelope{options.sender, options.recipients}.Encode();
  if (!options.terminator) bytes.pop_back();
  return bytes;
}

/// Message and envelope, with the pauses and cuts that are asked for.
void Send(const InjectOptions& options, std::string_view message,
          QueueClient* queue) {
  const std::string envelope = EnvelopeBytes(options);
  if (options.client.message_file < 0) {
    if (options.cut_message) message = message.substr(0, *options.cut_message);
    const size_t half = message.size() / 2;
    queue->Put(message.substr(0, half));
    Pause(options.stall_message_ms);
    queue->Put(message.substr(half));
  }
  queue->CloseMessage();
  Pause(options.stall_envelope_ms);
  if (!options.hang_up) queue->PutEnvelope(envelope);
}

int Inject(InjectOptions options) {
  Fd file;
  std::string message;
  if (!options.message_path.empty()) file = OpenPath(options.message_path);
  if (options.direct)
    options.client.message_file = file.valid() ? file.get() : 0;
  else
    message = ReadAll(file.valid() ? file.get() : 0, "message");

  QueueClient queue;
  if (!queue.Open(options.client)) Stop("cannot run", options.client.program);
  StartClocks(options, queue.pid());
  Send(options, message, &queue);
  const ClientOutcome outcome = queue.Close();
  std::printf("%s\ntext %s\npid %d\nsent %s\n", outcome.end.Text().c_str(),
              EscapeField(outcome.text).c_str(), queue.pid(),
              outcome.write_failed ? "cut" : "all");
  if (!options.pass) return 0;
  return outcome.end.exited ? outcome.end.code : 128 + outcome.end.signal;
}

}  // namespace

}  // namespace sallyport::fake

int main(int argc, char** argv) {
  sallyport::fake::InjectOptions options;
  if (!sallyport::fake::ParseInjectOptions(argc, argv, &options)) {
    sallyport::fake::PrintInjectUsage();
    return sallyport::fake::kUsageExit;
  }
  return sallyport::fake::Inject(std::move(options));
}
