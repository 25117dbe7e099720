#include "admin/queue_program.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/child.h"
#include "base/fd.h"
#include "base/io.h"
#include "mail/exit_code.h"

namespace sallyport {

namespace {

constexpr char kPath[] = "PATH=/usr/local/bin:/usr/bin:/bin";
constexpr size_t kTextDescriptor = 6;  // qmail.c
constexpr size_t kMaxTextBytes = 255;
constexpr int kFirstPermanent = 11;
constexpr int kLastPermanent = 40;

bool HasRow(ExitCode code) {
  switch (code) {
    case ExitCode::kAccepted:
    case ExitCode::kAddressTooLong:
    case ExitCode::kRefused:
    case ExitCode::kMemory:
    case ExitCode::kTimeout:
    case ExitCode::kWrite:
    case ExitCode::kRead:
    case ExitCode::kConfig:
    case ExitCode::kDeferred:
    case ExitCode::kBug:
    case ExitCode::kClientText:
    case ExitCode::kEnvelope:
    case ExitCode::kExec:
      return true;
  }
  return false;
}

std::string MeaningOf(int code) {
  const ExitCode known = static_cast<ExitCode>(code);
  if (HasRow(known)) return std::string(Describe(known).text);
  return code >= kFirstPermanent && code <= kLastPermanent
             ? "refused for good"
             : "a temporary failure";
}

/// What the program wrote for its client: "D..." or "Z...", its first letter
/// left out. Its end is not waited for: a process it left behind may hold the
/// pipe.
std::string ReadText(int pipe) {
  char text[kMaxTextBytes];
  const Result<size_t> n = ReadSome(pipe, text, sizeof text);
  if (!n.ok() || n.value() < 2) return "";
  return std::string(text + 1, n.value() - 1);
}

QueueAnswer AnswerOf(const ChildEnd& end, int text_pipe) {
  QueueAnswer answer;
  if (end.Succeeded()) {
    answer.verdict = QueueVerdict::kAccepted;
    return answer;
  }
  answer.verdict = QueueVerdict::kRefused;
  answer.code = end.exited ? std::to_string(end.code) : end.Text();
  answer.text = "the queue program ended with " + end.Text();
  if (end.exited) answer.text += " (" + MeaningOf(end.code) + ")";
  const std::string said = ReadText(text_pipe);
  if (!said.empty()) answer.text += " and said: " + said;
  return answer;
}

QueueAnswer NotStarted(const Error& error) {
  QueueAnswer answer;
  answer.verdict = QueueVerdict::kRefused;
  answer.code = std::to_string(static_cast<int>(ExitCode::kExec));
  answer.text = "cannot start the queue program: " + error.Text();
  return answer;
}

}  // namespace

QueueAnswer RunQueueProgram(const std::string& program, const QueueInput& input,
                            int64_t deadline_ms) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
    return NotStarted(SystemError("pipe", ""));
  const Fd reading(ends[0]);
  Fd writing(ends[1]);
  // The client's end of such a pipe blocks, as qmail.c makes it.
  if (::fcntl(writing.get(), F_SETFL, 0) != 0)
    return NotStarted(SystemError("fcntl", ""));
  ChildSpec spec;
  spec.program = program;
  spec.environment = {kPath};
  spec.descriptors.assign(kTextDescriptor + 1, -1);
  spec.descriptors[0] = input.message;
  spec.descriptors[1] = input.envelope;
  spec.descriptors[kTextDescriptor] = writing.get();
  const Result<pid_t> pid = Spawn(spec);
  if (!pid.ok()) return NotStarted(pid.error());
  writing.Reset();
  Child child(pid.value());
  const Result<ChildEnd> end = child.Wait(Deadline::InMs(deadline_ms));
  if (end.ok()) return AnswerOf(end.value(), reading.get());
  child.Abandon();
  QueueAnswer answer;
  answer.text =
      end.error().err == ETIMEDOUT
          ? "the queue program has not ended after " +
                std::to_string(deadline_ms / 1000) + " s"
          : "cannot wait for the queue program: " + end.error().Text();
  return answer;
}

}  // namespace sallyport
