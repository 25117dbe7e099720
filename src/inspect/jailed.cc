#include "inspect/jailed.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <vector>

#include "base/escape.h"
#include "base/head_start.h"
#include "base/io.h"
#include "mail/paths.h"

namespace sallyport {

namespace {

/// Static, so that only the pages an answer fills are ever touched.
std::array<char, 64 * 1024> g_buffer;
constexpr int kPipeBytes = 256 * 1024;
constexpr int64_t kHeadStartMs = kHeadStartSeconds * 1000;
/// The jail kills and reaps within this time of the order.
constexpr int kGraceMs = 5000;

struct Pipe {
  Fd read;
  Fd write;
};

Result<Pipe> MakePipe() {
  std::array<int, 2> ends;
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return SystemError("pipe", "");
  return Pipe{Fd(ends[0]), Fd(ends[1])};
}

/// Two ends of a stream: a write to one whose other is gone raises no signal,
/// which a pipe's would.
Result<Pipe> MakeControl() {
  std::array<int, 2> ends;
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return SystemError("socketpair", "");
  return Pipe{Fd(ends[0]), Fd(ends[1])};
}

/// One of the pipes we read, and whether its end has come.
struct Stream {
  Fd fd;
  bool open = false;
};

}  // namespace

class JailedProcess {
 public:
  Status Start(const JailPlan& plan, const JailInput& input,
               const std::string& name, bool supervised);

  /// Reads until all pipes are at their end, or `enough` says so; ETIMEDOUT
  /// when the deadline passed.
  Status Listen(
      Deadline deadline, const OutputTaker& take,
      const std::function<bool()>& enough = [] { return false; });

  /// A scanner's word to begin. One whose jail is gone shows at its end.
  Status Begin() {
    const bool failed = ::send(control_.get(), "b", 1, MSG_NOSIGNAL) < 0 &&
                        errno != EPIPE && errno != ECONNRESET;
    return failed ? SystemError("send", "the word to begin") : Status();
  }

  /// The order to kill: the supervisor sees its control closed. The output is
  /// no longer wanted.
  void OrderKill() {
    control_.Reset();
    output_.fd.Reset();
    output_.open = false;
  }

  Result<JailedEnd> End(Deadline deadline);

  const std::string& chatter() const { return chatter_; }
  int64_t started_ms() const { return started_ms_; }

  /// The end of the control pipe, which is an unpacker's word to begin.
  void CloseControl() { control_.Reset(); }

  /// Gives the child up: its parent-death signal and its timer end it.
  JailedEnd Leave(Status why) {
    child_.Abandon();
    JailedEnd end;
    end.heard = std::move(why);
    end.chatter = std::move(chatter_);
    return end;
  }

 private:
  Status TakeFrom(Stream* stream, const OutputTaker& take);

  Child child_;
  int64_t started_ms_ = 0;
  Stream output_;
  Stream log_;
  Stream report_;
  Fd control_;
  std::string chatter_;
  std::string report_text_;
};

Status JailedProcess::Start(const JailPlan& plan, const JailInput& input,
                            const std::string& name, bool supervised) {
  std::array<Pipe, 4> pipes;  // output, log, control, report
  for (size_t i = 0; i < (supervised ? 4U : 3U); ++i) {
    constexpr size_t kControl = 2;
    Result<Pipe> made =
        supervised && i == kControl ? MakeControl() : MakePipe();
    if (!made.ok()) return made.error();
    pipes[i] = std::move(made.value());
  }
  // Fewer, larger reads; a smaller pipe works as well.
  static_cast<void>(
      ::fcntl(pipes[0].read.get(), F_SETPIPE_SZ, kPipeBytes));
  ChildSpec spec;
  spec.program = plan.jail;
  spec.arguments = {kJailProgram, name};
  spec.environment = {std::string(kConfigVariable) + "=" + plan.live};
  spec.descriptors = {input.message, pipes[0].write.get(),
                      pipes[1].write.get(), input.facts, input.policy,
                      pipes[2].read.get()};
  if (supervised) {
    spec.arguments.push_back(input.slot);
    spec.descriptors.push_back(pipes[3].write.get());
    spec.descriptors.push_back(input.lock);
  }
  if (!supervised && input.archive >= 0)
    spec.descriptors.push_back(input.archive);
  Fd no_policy;
  if (!supervised && input.policy < 0) {
    no_policy = Fd(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (!no_policy.valid()) return SystemError("open", "/dev/null");
    spec.descriptors[4] = no_policy.get();
  }
  started_ms_ = MonotonicMs();
  Result<pid_t> pid = Spawn(spec);
  if (!pid.ok()) return pid.error();
  child_ = Child(pid.value());
  output_ = {std::move(pipes[0].read), true};
  log_ = {std::move(pipes[1].read), true};
  control_ = std::move(pipes[2].write);
  if (supervised) report_ = {std::move(pipes[3].read), true};
  return {};
}

Status JailedProcess::TakeFrom(Stream* stream, const OutputTaker& take) {
  Result<size_t> n =
      ReadSome(stream->fd.get(), g_buffer.data(), g_buffer.size());
  if (!n.ok()) return n.error();
  const std::string_view bytes(g_buffer.data(), n.value());
  if (bytes.empty()) {
    stream->open = false;
    stream->fd.Reset();
    return {};
  }
  if (stream == &output_) return take(bytes);
  std::string* into = stream == &log_ ? &chatter_ : &report_text_;
  // By one byte more a report shows that it is too long.
  const size_t most =
      stream == &log_ ? kMaxChatterBytes : kMaxReportBytes + 1;
  into->append(bytes.substr(0, most - std::min(most, into->size())));
  return {};
}

Status JailedProcess::Listen(Deadline deadline, const OutputTaker& take,
                             const std::function<bool()>& enough) {
  while (output_.open || log_.open || report_.open) {
    std::array<Stream*, 3> streams = {&output_, &log_, &report_};
    std::array<struct pollfd, 3> wanted;
    for (size_t i = 0; i < streams.size(); ++i)
      wanted[i] = {streams[i]->open ? streams[i]->fd.get() : -1, POLLIN, 0};
    const int ready =
        ::poll(wanted.data(), wanted.size(), deadline.RemainingMs());
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 0) return SystemError("poll", "");
    if (ready == 0) return Error{"no answer in time", "", ETIMEDOUT};
    for (size_t i = 0; i < streams.size(); ++i) {
      if (wanted[i].revents == 0) continue;
      Status taken = TakeFrom(streams[i], take);
      if (!taken.ok()) return taken;
    }
    if (enough()) break;
  }
  return {};
}

Result<JailedEnd> JailedProcess::End(Deadline deadline) {
  Result<ChildEnd> ended = child_.Wait(deadline);
  if (!ended.ok() && ended.error().err == ETIMEDOUT)
    return Leave(FormatError("jail", "has not ended"));
  if (!ended.ok()) return Leave(ended.error());
  JailedEnd end;
  end.child = ended.value();
  end.chatter = std::move(chatter_);
  if (!report_text_.empty()) {
    Result<JailReport> report = ParseJailReport(report_text_);
    if (!report.ok()) return report.error();
    end.report = report.value();
  }
  return end;
}

namespace {

/// Ends one of which no more is wanted, as `heard` says.
Result<JailedEnd> EndScanner(JailedProcess* process,
                                    const Status& heard) {
  const Deadline grace = Deadline::InMs(kGraceMs);
  process->OrderKill();
  Status ended =
      process->Listen(grace, [](std::string_view) { return Status(); });
  if (!ended.ok()) return process->Leave(heard);
  Result<JailedEnd> end = process->End(grace);
  if (end.ok()) end.value().heard = heard;
  return end;
}

}  // namespace

Result<JailReport> ParseJailReport(std::string_view line) {
  const Error malformed = FormatError("jail report", EscapeField(line));
  if (line.size() > kMaxReportBytes || !line.ends_with('\n'))
    return malformed;
  line.remove_suffix(1);
  const std::vector<std::string_view> words = Split(line, ' ');
  if (words.size() != 6 || words[0] != "end") return malformed;
  JailReport report;
  report.word = words[1];
  const auto number = [](std::string_view text, auto* into) {
    const auto [end, err] =
        std::from_chars(text.data(), text.data() + text.size(), *into);
    return err == std::errc() && end == text.data() + text.size();
  };
  if (!number(words[2], &report.code) || !number(words[3], &report.signal) ||
      !number(words[4], &report.cpu_ms) || !number(words[5], &report.peak_kb))
    return malformed;
  return report;
}

JailedUnpacker::JailedUnpacker(std::unique_ptr<JailedProcess> process)
    : process_(std::move(process)) {}
JailedUnpacker::JailedUnpacker(JailedUnpacker&&) noexcept = default;
JailedUnpacker& JailedUnpacker::operator=(JailedUnpacker&&) noexcept = default;

JailedUnpacker::~JailedUnpacker() {
  if (process_) static_cast<void>(process_->Leave(Status()));
}

Result<JailedUnpacker> JailedUnpacker::Start(const JailPlan& plan,
                                             const JailInput& input) {
  auto process = std::make_unique<JailedProcess>();
  Status started = process->Start(plan, input, "unpack", false);
  if (!started.ok()) return started.error();
  return JailedUnpacker(std::move(process));
}

bool JailedUnpacker::Waits() const {
  return MonotonicMs() - process_->started_ms() < kHeadStartMs;
}

void JailedUnpacker::Begin() { process_->CloseControl(); }

void JailedUnpacker::Dismiss() {
  process_->OrderKill();
  static_cast<void>(End(Deadline::InMs(kGraceMs),
                        [](std::string_view) { return Status(); }));
}

Deadline JailedUnpacker::TimerEnd(int64_t seconds) const {
  return Deadline::InMs(process_->started_ms() + kHeadStartMs +
                        seconds * 1000 - MonotonicMs());
}

Status JailedUnpacker::Listen(Deadline deadline, const OutputTaker& take,
                              const std::function<bool()>& enough) {
  return process_->Listen(deadline, take, enough);
}

JailedEnd JailedUnpacker::End(Deadline deadline, const OutputTaker& take) {
  Status heard = process_->Listen(deadline, take);
  if (!heard.ok()) return process_->Leave(heard);
  Result<JailedEnd> end = process_->End(deadline);
  return end.ok() ? std::move(end.value()) : process_->Leave(end.error());
}

const std::string& JailedUnpacker::chatter() const {
  return process_->chatter();
}

JailedScanner::JailedScanner(std::unique_ptr<JailedProcess> process,
                             std::string name)
    : process_(std::move(process)), name_(std::move(name)) {}
JailedScanner::JailedScanner(JailedScanner&&) noexcept = default;
JailedScanner& JailedScanner::operator=(JailedScanner&&) noexcept = default;

JailedScanner::~JailedScanner() {
  if (process_) static_cast<void>(EndScanner(process_.get(), Status()).ok());
}

Result<JailedScanner> JailedScanner::Start(const JailPlan& plan,
                                           const JailInput& input,
                                           const std::string& scanner) {
  auto process = std::make_unique<JailedProcess>();
  Status started = process->Start(plan, input, scanner, true);
  if (!started.ok()) return started.error();
  return JailedScanner(std::move(process), scanner);
}

Result<JailedEnd> JailedScanner::Run(Deadline deadline,
                                     const OutputTaker& take) && {
  const std::unique_ptr<JailedProcess> process = std::move(process_);
  Status heard = process->Begin();
  if (heard.ok()) heard = process->Listen(deadline, take);
  if (!heard.ok()) return EndScanner(process.get(), heard);
  return process->End(Deadline::InMs(kGraceMs));
}

Status EmptyScratch(const JailPlan& plan, const Slot& slot,
                    Deadline deadline) {
  ChildSpec spec;
  spec.program = plan.jail;
  spec.arguments = {kJailProgram, "empty", slot.Name()};
  spec.environment = {std::string(kConfigVariable) + "=" + plan.live};
  spec.descriptors = {-1, -1, -1, -1, -1, -1, -1, slot.lock()};
  Result<pid_t> pid = Spawn(spec);
  if (!pid.ok()) return pid.error();
  Child child(pid.value());
  Result<ChildEnd> end = child.Wait(deadline);
  if (!end.ok()) {
    child.Abandon();  // it has the lock
    return end.error();
  }
  if (!end.value().Succeeded())
    return FormatError("empty scratch of " + slot.Name(), end.value().Text());
  return {};
}

}  // namespace sallyport
