#include "scanners/icap_session.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/io.h"
#include "mail/address.h"
#include "scanners/icap_service.h"

namespace sallyport {

namespace {

constexpr size_t kPieceBytes = 64 * 1024;
// A page that says what was found may be longer than the file.
constexpr uint64_t kMostPageBytes = 1024 * 1024;
constexpr int kContinue = 100;
constexpr std::string_view kLastChunk = "0\r\n\r\n";
constexpr std::string_view kLastChunkOfAll = "0; ieof\r\n\r\n";

/// Nothing but what stands in a URL for itself.
std::string PercentEncoded(std::string_view text) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       (c >= '0' && c <= '9') || c == '.' || c == '-' ||
                       c == '_' || c == '~';
    if (plain)
      encoded += c;
    else
      encoded += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return encoded;
}

/// Appends `bytes` of what is asked about as one chunk.
Status AddChunk(const IcapContent& content, uint64_t from, size_t bytes,
                std::string* out) {
  if (bytes == 0) return {};
  constexpr char kDigits[] = "0123456789abcdef";
  std::string digits;
  for (size_t left = bytes; left > 0; left /= 16)
    digits.insert(digits.begin(), kDigits[left % 16]);
  *out += digits + "\r\n";
  const size_t at = out->size();
  out->resize(at + bytes);
  Status read = content.Read(out->data() + at, bytes, from);
  *out += "\r\n";
  return read;
}

bool SaysClose(const HttpHead& head) {
  const auto values = head.Values("connection");
  return std::any_of(values.begin(), values.end(), [](std::string_view value) {
    return LowerCase(value).find("close") != std::string::npos;
  });
}

}  // namespace

std::string IcapRequest(std::string_view service,
                        const IcapQuestion& question) {
  const std::string request =
      "GET http://sallyport.invalid/" + PercentEncoded(question.name) +
      " HTTP/1.1\r\nHost: sallyport.invalid\r\n\r\n";
  const std::string answer = "HTTP/1.1 200 OK\r\nContent-Type: " +
                             std::string(question.content_type) +
                             "\r\nContent-Length: " +
                             std::to_string(question.content.size) + "\r\n\r\n";
  std::string head = "RESPMOD " + std::string(service) + " ICAP/1.0\r\nHost: " +
                     std::string(IcapHost(service)) + "\r\n";
  if (question.allow_204) head += "Allow: 204\r\n";
  if (question.preview)
    head += "Preview: " + std::to_string(*question.preview) + "\r\n";
  return head + "Encapsulated: req-hdr=0, res-hdr=" +
         std::to_string(request.size()) +
         ", res-body=" + std::to_string(request.size() + answer.size()) +
         "\r\n\r\n" + request + answer;
}

Status IcapContent::Read(char* buffer, size_t bytes, uint64_t at) const {
  if (fd >= 0) return ReadExactlyAt(fd, buffer, bytes, at);
  text.copy(buffer, bytes, static_cast<size_t>(at));
  return {};
}

Status IcapEcho::Take(std::string_view bytes) {
  while (!bytes.empty() && same_) {
    std::array<char, 4096> own;
    const size_t piece = std::min(bytes.size(), own.size());
    same_ = piece <= sent_.size - at_;
    if (!same_) break;
    Status read = sent_.Read(own.data(), piece, at_);
    if (!read.ok()) return read;
    same_ = std::memcmp(own.data(), bytes.data(), piece) == 0;
    at_ += piece;
    bytes.remove_prefix(piece);
  }
  return {};
}

Result<IcapSession> IcapSession::Open(const ServerAddress& address,
                                      ServerPatience patience) {
  Result<ServerConnection> connection =
      ServerConnection::Open(address, patience);
  if (!connection.ok()) return connection.error();
  return IcapSession(std::move(connection.value()), address.text);
}

/// From now on what comes is the answer to the next request.
Status IcapSession::Begin(const IcapEcho& echo, uint64_t most_body_bytes) {
  reply_ = IcapReply(most_body_bytes);
  echo_ = echo;
  behind_.clear();
  heard_ = went_on_ = sent_all_ = waited_ = kept_ = false;
  if (!connection_.stirred()) return {};
  const Result<std::string> next = connection_.ReadNext();
  if (!next.ok()) return next.error();
  if (next.value().empty()) return FormatError("closed by", service_);
  // It would be taken for the answer to what is asked next.
  heard_ = true;
  return FormatError("an answer to nothing from", service_);
}

Status IcapSession::Take(std::string_view bytes) {
  heard_ = true;
  const Result<size_t> taken = reply_.Feed(
      bytes, [this](std::string_view body) { return echo_.Take(body); });
  if (!taken.ok()) return taken.error();
  behind_ = bytes.substr(taken.value());
  return {};
}

/// Sends on as long as there is no whole answer.
Status IcapSession::Send(std::string_view bytes) {
  Status taken;
  Status sent = connection_.SendAndTake(bytes, [&](std::string_view told) {
    taken = Take(told);
    return taken.ok() && !reply_.done();
  });
  if (!taken.ok() || sent.ok()) return taken;
  // Whoever closes may have said why.
  const bool closed =
      sent.error().err == EPIPE || sent.error().err == ECONNRESET;
  if (!closed || !Await().ok()) return sent;
  return {};
}

Status IcapSession::Await() {
  while (!reply_.done()) {
    const Result<std::string> next = connection_.ReadNext();
    if (!next.ok()) return next.error();
    if (next.value().empty())
      return FormatError("no whole answer from", service_);
    Status taken = Take(next.value());
    if (!taken.ok()) return taken;
  }
  return {};
}

/// What the request came to; an answer must be the only one.
Status IcapSession::Finish(Status done) {
  if (done.ok() && !behind_.empty())
    done = FormatError("more than one answer from", service_);
  kept_ = done.ok() && sent_all_ && !SaysClose(*reply_.head());
  gone_ = !done.ok() && !heard_ && done.error().err != ETIMEDOUT;
  return done;
}

Result<HttpHead> IcapSession::AskOptions() {
  Status done = Begin(IcapEcho(), 0);
  if (done.ok())
    done = Send("OPTIONS " + service_ + " ICAP/1.0\r\nHost: " +
                std::string(IcapHost(service_)) + "\r\n\r\n");
  sent_all_ = !reply_.done();
  if (done.ok()) done = Await();
  done = Finish(std::move(done));
  if (!done.ok()) return done.error();
  return *reply_.head();
}

/// The head of the request and the first `bytes` of the file.
Status IcapSession::SendPreview(const IcapQuestion& question,
                                uint64_t bytes) {
  std::string piece = IcapRequest(service_, question);
  Status read =
      AddChunk(question.content, 0, static_cast<size_t>(bytes), &piece);
  if (!read.ok()) return read;
  piece += bytes == question.content.size ? kLastChunkOfAll : kLastChunk;
  Status sent = Send(piece);
  sent_all_ = !reply_.done();
  waited_ = bytes == question.content.size && !reply_.begun();
  return sent.ok() ? Await() : sent;
}

/// The bytes of the file from `from` on.
Status IcapSession::SendBody(const IcapQuestion& question, uint64_t from) {
  std::string piece;
  if (!question.preview) piece = IcapRequest(service_, question);
  for (uint64_t at = from; !sent_all_ && !reply_.done();) {
    const auto bytes = static_cast<size_t>(
        std::min<uint64_t>(kPieceBytes, question.content.size - at));
    Status read = AddChunk(question.content, at, bytes, &piece);
    if (!read.ok()) return read;
    at += bytes;
    const bool last = at == question.content.size;
    if (last) piece += kLastChunk;
    Status sent = Send(piece);
    if (!sent.ok()) return sent;
    sent_all_ = last && !reply_.done();
    piece.clear();
  }
  waited_ = !reply_.begun();
  return {};
}

Status IcapSession::Converse(const IcapQuestion& question) {
  const uint64_t most = question.content.size + kMostPageBytes;
  Status done = Begin(IcapEcho(question.content), most);
  if (!done.ok()) return done;
  uint64_t from = 0;
  if (question.preview) {
    from = std::min<uint64_t>(*question.preview, question.content.size);
    done = SendPreview(question, from);
    if (!done.ok() || reply_.head()->status != kContinue ||
        from == question.content.size)
      return done;
    reply_ = IcapReply(most);
    sent_all_ = false;
    went_on_ = true;
    const std::string early = std::exchange(behind_, {});
    done = Take(early);
    if (!done.ok()) return done;
  }
  done = SendBody(question, from);
  return done.ok() ? Await() : done;
}

Result<IcapAnswer> IcapSession::Ask(const IcapQuestion& question) {
  Status done = Finish(Converse(question));
  if (!reply_.head()) return done.error();
  IcapAnswer answer;
  answer.broken = std::move(done);
  answer.head = *reply_.head();
  answer.inner = reply_.inner();
  answer.asked_204 = question.allow_204;
  answer.to_preview = question.preview && !went_on_;
  answer.had_all = waited_;
  answer.same_body = echo_.same();
  return answer;
}

}  // namespace sallyport
