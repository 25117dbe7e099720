#include "scanners/clamd_session.h"

#include <cerrno>
#include <string_view>

#include "base/io.h"
#include "scanners/clamd_reply.h"

namespace sallyport {

namespace {

using namespace std::string_view_literals;

constexpr uint32_t kVersionId = 1;
constexpr size_t kMostReplyBytes = 8192;
// So many are under way at once: clamd has ten threads, and its answers to
// these fit into the socket while nobody reads.
constexpr size_t kMostAwaited = 16;
constexpr size_t kPieceBytes = 64 * 1024;
constexpr std::string_view kTooLong = "INSTREAM size limit exceeded. ERROR";

/// In front of a piece of a stream: its length, in network order.
void PutLength(size_t bytes, char* at) {
  for (int i = 0; i < 4; ++i)
    at[i] = static_cast<char>(bytes >> (24 - 8 * i));
}

}  // namespace

Result<ClamdSession> ClamdSession::Open(const ServerAddress& address,
                                        ServerPatience patience) {
  Result<ServerConnection> connection =
      ServerConnection::Open(address, patience);
  if (!connection.ok()) return connection.error();
  ClamdSession session(std::move(connection.value()), address.local());
  Status sent = session.connection_.Send("zIDSESSION\0zVERSION\0"sv);
  if (!sent.ok()) return sent.error();
  session.last_id_ = kVersionId;
  return session;
}

Status ClamdSession::SendDescriptor(int fd) {
  // The command, and the byte that has the descriptor, at one stroke, as clamd
  // gets them when it is busy while two are sent.
  return connection_.SendWithDescriptor("zFILDES\0\0"sv, fd);
}

Status ClamdSession::SendStream(int fd) {
  // The command, a length, a piece; with the last piece the length 0.
  std::string bytes("zINSTREAM\0"sv);
  Status sent;
  for (size_t n = 1; n > 0 && sent.ok();) {
    const size_t head = bytes.size();
    bytes.resize(head + 4 + kPieceBytes);
    const Result<size_t> read =
        ReadSome(fd, bytes.data() + head + 4, kPieceBytes);
    if (!read.ok()) return read.error();
    n = read.value();
    PutLength(n, bytes.data() + head);
    bytes.resize(head + 4 + n);
    if (n == kPieceBytes || n == 0) {
      sent = connection_.Send(bytes, true);
      bytes.clear();
    }
  }
  // What stopped it may be told in an answer, also where that came before the
  // end of the connection.
  const bool stopped =
      connection_.told() || (!sent.ok() && (sent.error().err == EPIPE ||
                                            sent.error().err == ECONNRESET));
  return stopped ? Status() : sent;
}

Status ClamdSession::Send(int part, int fd) {
  // While a stream is sent nothing else may be under way: an answer tells
  // that it is too long, and ends the session.
  Status taken = local_ ? Status() : Finish();
  while (taken.ok() && awaited_.size() >= kMostAwaited) taken = AwaitOne();
  if (!taken.ok()) return taken;
  awaited_.emplace(++last_id_, part);
  if (local_) return SendDescriptor(fd);
  Status sent = SendStream(fd);
  return sent.ok() ? Finish() : sent;
}

Status ClamdSession::AwaitOne() {
  Result<std::string> record = connection_.ReadRecord('\0', kMostReplyBytes);
  if (!record.ok()) return record.error();
  Result<ClamdReply> reply = ParseClamdReply(record.value());
  if (!reply.ok()) return reply.error();
  if (reply.value().id == kVersionId && version_.empty()) {
    version_ = std::move(reply.value().text);
    return {};
  }
  const auto asked = awaited_.find(reply.value().id);
  if (asked == awaited_.end())
    return FormatError("clamd answers what was not asked", record.value());
  ClamdResult result;
  result.part = asked->second;
  awaited_.erase(asked);
  if (!local_ && reply.value().text == kTooLong) {
    closed_ = true;
    result.too_large = "StreamMaxLength";
  } else {
    Result<std::optional<std::string>> verdict =
        ParseClamdVerdict(reply.value().text);
    if (!verdict.ok()) return verdict.error();
    result.signature = std::move(verdict.value());
  }
  results_.push_back(std::move(result));
  return {};
}

Status ClamdSession::Finish() {
  Status taken;
  while (taken.ok() && !closed_ && (version_.empty() || !awaited_.empty()))
    taken = AwaitOne();
  return taken;
}

}  // namespace sallyport
