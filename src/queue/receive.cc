// Takes the message from descriptor 0 into an unnamed file and the envelope
// from descriptor 1. In this order, as qmail-queue does: a caller may write
// the one before it opens the other. Meanwhile the unpacker starts. A small
// message that nobody wants a name of stays in memory.

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <string>
#include <string_view>

#include "base/io.h"
#include "base/sha256.h"
#include "mail/paths.h"
#include "queue/free_space.h"
#include "queue/gate.h"
#include "queue/message_file.h"
#include "queue/startup.h"

namespace sallyport {

namespace {

/// Static, so that only the pages a message fills are ever touched.
std::array<char, 64 * 1024> g_buffer;
constexpr int64_t kAlarmSlackSeconds = 10;
// Readable by the scan user's group once it has a name in the slot.
constexpr mode_t kMessageMode = 0440;

/// How often the file system is asked whether it has room for more.
constexpr uint64_t kSpaceAskedBytes = 16 * 1024 * 1024;

Ending Failed(ExitCode code, const Error& error) {
  return Ending::Failed(code, "receive: " + error.Text());
}

Ending TooSlow(Gate* gate) {
  return Ending::Failed(
      ExitCode::kTimeout,
      "receive: no end in " +
          std::to_string(gate->config->Number("receive_seconds")) + " s");
}

/// Waits for bytes or the end of the descriptor's file. False if neither came
/// by the deadline.
bool AwaitBytes(int fd, Deadline deadline) {
  struct pollfd wanted = {fd, POLLIN, 0};
  int ready = 0;
  do {
    ready = ::poll(&wanted, 1, deadline.RemainingMs());
  } while (ready < 0 && errno == EINTR);
  return ready != 0;  // what poll can't say, read does
}

/// Reads from descriptor 0 until the buffer is full or the message ends.
/// Callers write by the kilobyte, and each write of a file takes its time.
/// ETIMEDOUT if neither came by the deadline.
Result<size_t> FillBuffer(Deadline deadline) {
  size_t filled = 0;
  while (filled < g_buffer.size()) {
    if (!AwaitBytes(0, deadline)) return Error{"read", "", ETIMEDOUT};
    Result<size_t> n =
        ReadSome(0, g_buffer.data() + filled, g_buffer.size() - filled);
    if (!n.ok()) return n.error();
    if (n.value() == 0) break;
    filled += n.value();
  }
  return filled;
}

/// What qmail-local's forwards begin with.
bool BeginsWithDeliveredTo(std::string_view front) {
  return front.starts_with("Delivered-To:");
}

/// A message that comes straight from this gate's own hand-off carries our
/// trace field as its first line; any honest way back adds one above it.
bool BeginsWithOurTrace(const Gate& gate, std::string_view front) {
  return front.starts_with("Received: (sallyport ") &&
         front.substr(0, front.find('\n'))
                 .find(" by " + gate.hostname + ",") != std::string_view::npos;
}

/// The file to receive into, and its unpacker.
Status OpenMessage(Gate* gate, bool in_memory) {
  Result<Fd> file =
      NewMessageFile(gate->lanes.get(), in_memory, kMessageMode);
  if (!file.ok()) return file.error();
  gate->message = std::move(file.value());
  if (!gate->caller.narrowing.scan_nothing)
    gate->inspection->StartUnpacker(gate->message.get());
  return {};
}

/// From memory into the spool, with what has come of it.
Status MoveMessage(Gate* gate) {
  const Fd memory = std::move(gate->message);
  Status opened = OpenMessage(gate, false);
  if (!opened.ok()) return opened;
  return CopyRange(memory.get(), 0, gate->message.get(), 0, gate->bytes);
}

std::optional<Ending> ReceiveMessage(Gate* gate, Deadline deadline) {
  gate->inspection = std::make_unique<Inspection>(
      gate->config.get(), &gate->plan, gate->live_directory.get());
  bool in_memory = !gate->inspection->SiteKeepsFiles();
  Status opened = OpenMessage(gate, in_memory);
  if (!opened.ok()) return Failed(ExitCode::kWrite, opened.error());
  const uint64_t most = static_cast<uint64_t>(
      gate->config->Number("limits.message_bytes"));
  const uint64_t least_free =
      static_cast<uint64_t>(gate->config->Number("limits.free_bytes"));
  uint64_t asked_at = 0;
  Sha256 sum;
  for (;;) {
    Result<size_t> n = FillBuffer(deadline);
    if (!n.ok() && n.error().err == ETIMEDOUT) return TooSlow(gate);
    if (!n.ok()) return Failed(ExitCode::kRead, n.error());
    const std::string_view bytes(g_buffer.data(), n.value());
    if (gate->bytes + bytes.size() > most)
      return Ending::Failed(ExitCode::kWrite,
                            "receive: message over limits.message_bytes");
    Status written;
    if (in_memory && gate->bytes + bytes.size() > kMostInMemory) {
      in_memory = false;
      written = MoveMessage(gate);
    }
    if (written.ok())
      written = WriteAllAt(gate->message.get(), bytes, gate->bytes);
    if (!written.ok()) return Failed(ExitCode::kWrite, written.error());
    gate->bytes += bytes.size();
    // Here, because the client takes its time.
    sum.Update(bytes);
    if (bytes.size() < g_buffer.size()) break;
    if (gate->bytes - asked_at < kSpaceAskedBytes) continue;
    asked_at = gate->bytes;
    Status space = AskFreeSpace(gate->lanes.get(), kLanes, least_free);
    if (!space.ok()) return Failed(ExitCode::kWrite, space.error());
  }
  gate->sha256 = Hex(sum.Final());
  std::array<char, 512> front;
  const size_t length =
      static_cast<size_t>(std::min<uint64_t>(gate->bytes, front.size()));
  Status read =
      ReadExactlyAt(gate->message.get(), front.data(), length, 0);
  if (!read.ok()) return Failed(ExitCode::kRead, read.error());
  const std::string_view text(front.data(), length);
  gate->delivered_to = BeginsWithDeliveredTo(text);
  if (BeginsWithOurTrace(*gate, text))
    return Ending::Failed(
        ExitCode::kDeferred,
        "receive: the queue program leads back to sallyport-queue");
  return std::nullopt;
}

/// What came together with the last NUL, or is there by now, belongs to
/// nobody. An open descriptor with nothing on it is as good as its end.
bool MoreFollows() {
  struct pollfd wanted = {1, POLLIN, 0};
  char byte = 0;
  return ::poll(&wanted, 1, 0) > 0 && ::read(1, &byte, 1) == 1;
}

std::optional<Ending> ReceiveEnvelope(Gate* gate, Deadline deadline) {
  EnvelopeReader reader(
      static_cast<size_t>(gate->config->Number("limits.recipients")));
  EnvelopeState state = EnvelopeState::kIncomplete;
  while (state == EnvelopeState::kIncomplete) {
    if (!AwaitBytes(1, deadline)) return TooSlow(gate);
    Result<size_t> n = ReadSome(1, g_buffer.data(), g_buffer.size());
    if (!n.ok()) return Failed(ExitCode::kRead, n.error());
    if (n.value() == 0)
      return Ending{ExitCode::kRead, "", "cut",
                    "receive: the client went before the envelope's end"};
    state = reader.Feed(std::string_view(g_buffer.data(), n.value()));
  }
  switch (state) {
    case EnvelopeState::kComplete:
      break;
    case EnvelopeState::kAddressTooLong:
      return Ending{ExitCode::kAddressTooLong, "", "reject",
                    "receive: envelope address too long"};
    case EnvelopeState::kTooManyRecipients:
      return Ending::Failed(ExitCode::kEnvelope,
                            "receive: over limits.recipients");
    case EnvelopeState::kBadFormat:
    case EnvelopeState::kIncomplete:
      return Ending::Failed(ExitCode::kEnvelope,
                            "receive: malformed envelope");
  }
  gate->envelope = reader.Take();
  if (MoreFollows())
    return Ending::Failed(ExitCode::kEnvelope,
                          "receive: bytes behind the envelope");
  return std::nullopt;
}

}  // namespace

std::optional<Ending> Receive(Gate* gate) {
  gate->receiving = true;
  gate->arrived = Now();
  gate->began_ms = MonotonicMs();
  const int64_t receive_seconds = gate->config->Number("receive_seconds");
  // Past the deadline by a moment, here and below: the stages end by
  // themselves before.
  SetAlarm(receive_seconds + kAlarmSlackSeconds);
  const Deadline deadline = Deadline::InMs(receive_seconds * 1000);
  std::optional<Ending> ending = ReceiveMessage(gate, deadline);
  if (!ending) ending = ReceiveEnvelope(gate, deadline);
  gate->receive_ms = MonotonicMs() - gate->began_ms;
  if (ending) return ending;
  const int64_t seconds = gate->config->Number("deadline_seconds");
  gate->deadline = Deadline::InMs(seconds * 1000);
  SetAlarm(seconds + kAlarmSlackSeconds);
  return std::nullopt;
}

}  // namespace sallyport
