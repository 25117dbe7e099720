// Asks SpamAssassin's spamd for the score of the raw message.
//
// Keys of its table: servers (tried in turn), down_directory, retry_seconds,
// connect_seconds, reply_seconds, user, max_size. sallyport-spamd(5) tells of
// each.

#include <algorithm>
#include <string>

#include "base/io.h"
#include "scanners/scanner.h"
#include "scanners/server_pool.h"
#include "scanners/spam_fields.h"
#include "scanners/spamd_reply.h"

namespace sallyport {

namespace {

constexpr size_t kMostReplyBytes = 64 * 1024;

struct Settings {
  int64_t max_size = 0;
  std::string user;
};

/// The words for `user`: %r is the recipient, where there is but one. What
/// has blanks or controls cannot be said to spamd.
Result<std::string> UserOf(const std::string& option) {
  std::string user = option;
  if (option == "%r") {
    const Result<std::vector<std::string>> recipients = Recipients();
    if (!recipients.ok()) return recipients.error();
    const bool one = recipients.value().size() == 1;
    user = one ? recipients.value().front() : "";
  }
  const bool fits = std::all_of(user.begin(), user.end(),
                                [](char c) { return c > ' ' && c < 0x7F; });
  return fits ? user : "";
}

Result<Settings> ReadSettings() {
  Settings settings;
  const Result<int64_t> size = BytesOption("MAX_SIZE", "512k");
  if (!size.ok()) return size.error();
  settings.max_size = size.value();
  Result<std::string> user = UserOf(Option("USER").value_or(""));
  if (!user.ok()) return user.error();
  settings.user = std::move(user.value());
  return settings;
}

/// Sends the request and reads the whole answer.
Result<std::string> Ask(const ServerAddress& server, ServerPatience patience,
                        const std::string& user, int message, uint64_t size) {
  Result<ServerConnection> connection =
      ServerConnection::Open(server, patience);
  if (!connection.ok()) return connection.error();
  std::string head = "SYMBOLS SPAMC/1.5\r\nContent-length: " +
                     std::to_string(size) + "\r\n";
  if (!user.empty()) head += "User: " + user + "\r\n";
  Status sent = connection.value().Send(head + "\r\n");
  if (sent.ok()) sent = connection.value().SendFile(message, size);
  if (sent.ok()) sent = connection.value().EndSending();
  if (!sent.ok()) return sent.error();
  return connection.value().ReadToEnd(kMostReplyBytes);
}

void Tell(const SpamdReply& reply, ScannerAnswer* answer) {
  const std::string symbols = ShortenedTests(reply.symbols);
  answer->Spam(reply.score, SpamDecimal(reply.score) + "/" +
                                SpamDecimal(reply.threshold) + " " + symbols);
  TellSpamFields({reply.spam, reply.score, reply.threshold, symbols}, {},
                 answer);
}

}  // namespace

Status Scan(ScannerAnswer* answer) {
  const Result<Settings> settings = ReadSettings();
  if (!settings.ok()) return settings.error();
  const Result<std::optional<SizedMessage>> message =
      MessageUpTo(settings.value().max_size, "spamd", answer);
  if (!message.ok()) return message.error();
  if (!message.value()) return {};
  const int file = message.value()->file.get();
  const uint64_t size = message.value()->size;
  answer->Engine("spamd");
  return AskServers([&](const ServerAddress& server,
                        ServerPatience patience) -> Status {
    const Result<std::string> text =
        Ask(server, patience, settings.value().user, file, size);
    if (!text.ok()) return text.error();
    const Result<SpamdReply> reply = ParseSpamdReply(text.value());
    if (!reply.ok()) return reply.error();
    Tell(reply.value(), answer);
    return {};
  });
}

}  // namespace sallyport
