// Asks rspamd for its opinion of the raw message and its envelope.
//
// Keys of its table: servers (tried in turn), down_directory, retry_seconds,
// connect_seconds, reply_seconds, max_size; counts, tag_score, hold_score,
// reject_score, soft_reject, task_seconds, tolerated_failures, virus_symbols,
// encrypted_symbols; user, settings_id. sallyport-rspamd(5) tells of each.

#include <unistd.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/io.h"
#include "mail/address.h"
#include "scanners/http_reply.h"
#include "scanners/rspamd_fields.h"
#include "scanners/rspamd_options.h"
#include "scanners/rspamd_reply.h"
#include "scanners/rspamd_request.h"
#include "scanners/rspamd_verdict.h"
#include "scanners/scanner.h"
#include "scanners/server_pool.h"
#include "scanners/spam_fields.h"
#include "scanners/trace_field.h"

namespace sallyport {

namespace {

// The addresses of all links of a message are in an answer.
constexpr size_t kMostReplyBytes = size_t{16} * 1024 * 1024;
constexpr size_t kMostTraceBytes = 8192;
constexpr size_t kMostNameBytes = 200;
constexpr size_t kMostOptions = 100;
constexpr size_t kMostTextBytes = 200;

struct Settings {
  int64_t max_size = 0;
  RspamdRules rules;
  std::vector<std::string> virus_symbols;
  std::vector<std::string> encrypted_symbols;
};

Result<Settings> ReadSettings() {
  Settings settings;
  const Result<int64_t> size = BytesOption("MAX_SIZE", "50M");
  if (!size.ok()) return size.error();
  settings.max_size = size.value();
  Result<RspamdRules> rules = RspamdRulesOfOptions();
  if (!rules.ok()) return rules.error();
  settings.rules = std::move(rules.value());
  settings.virus_symbols = ListOption("VIRUS_SYMBOLS");
  settings.encrypted_symbols = ListOption("ENCRYPTED_SYMBOLS");
  return settings;
}

std::string ThisServer() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "";
  return name.data();
}

Result<RspamdFacts> ReadFacts(int message, uint64_t size) {
  RspamdFacts facts;
  facts.id = MessageId();
  facts.sender = Sender();
  facts.client = ClientAddress();
  facts.server = ThisServer();
  facts.user = Option("USER").value_or("");
  facts.settings_id = Option("SETTINGS_ID").value_or("");
  Result<std::vector<std::string>> recipients = Recipients();
  if (!recipients.ok()) return recipients.error();
  facts.recipients = std::move(recipients.value());
  std::string top(
      static_cast<size_t>(std::min<uint64_t>(size, kMostTraceBytes)), '\0');
  const Status read = ReadExactlyAt(message, top.data(), top.size(), 0);
  if (!read.ok()) return read.error();
  if (auto trace = ParseTraceField(top, facts.client)) {
    facts.host = std::move(trace->host);
    facts.helo = std::move(trace->helo);
  }
  return facts;
}

struct Answer {
  std::string engine;
  RspamdReply reply;
};

/// One server's opinion; an error unless it has scanned the message.
Result<Answer> Ask(const ServerAddress& server, ServerPatience patience,
                   const RspamdRules& rules, const std::string& head,
                   int message, uint64_t size) {
  Result<ServerConnection> opened = ServerConnection::Open(server, patience);
  if (!opened.ok()) return opened.error();
  ServerConnection& connection = opened.value();
  connection.EndBy(Deadline::InMs(patience.silence_ms));
  Status sent = connection.Send(head);
  if (sent.ok()) sent = connection.SendFile(message, size);
  if (!sent.ok()) return sent.error();
  const Result<HttpHead> status = ReadHttpHead(&connection);
  if (!status.ok()) return status.error();
  const Result<std::string> body =
      ReadHttpBody(&connection, status.value(), kMostReplyBytes);
  if (!body.ok()) return body.error();
  if (status.value().status != 200)
    return FormatError(
        "rspamd's status " + std::to_string(status.value().status),
        status.value().reason);
  Result<RspamdReply> reply = ParseRspamdReply(body.value());
  if (!reply.ok()) return reply.error();
  const Status scanned = CheckScanned(reply.value(), rules);
  if (!scanned.ok()) return scanned.error();
  Answer answer = {"rspamd", std::move(reply.value())};
  const auto version = status.value().Only("server");
  if (version && version->starts_with("rspamd/"))
    answer.engine += " " + std::string(version->substr(7, kMostNameBytes));
  return answer;
}

/// A finding for each option of the symbols named, which engines give the
/// names of what they found.
void TellSymbols(const RspamdReply& reply, Cause cause,
                 const std::vector<std::string>& names, ScannerAnswer* answer) {
  for (const RspamdSymbol& symbol : reply.symbols) {
    if (std::find(names.begin(), names.end(), symbol.name) == names.end())
      continue;
    size_t told = 0;
    for (const std::string& option : symbol.options) {
      if (option.empty() || told == kMostOptions) continue;
      answer->Found(cause, option.substr(0, kMostNameBytes));
      ++told;
    }
    if (told == 0) answer->Found(cause, symbol.name);
  }
}

std::string Tests(const RspamdReply& reply, bool with_scores) {
  std::string tests;
  for (const RspamdSymbol& symbol : reply.symbols) {
    tests += (tests.empty() ? "" : ",") + symbol.name;
    if (with_scores) tests += "(" + SpamDecimal(symbol.score) + ")";
  }
  return ShortenedTests(tests);
}

/// The fields that rspamd wants above the message, and of ours those that are
/// not among them.
void TellFields(const RspamdReply& reply, ScannerAnswer* answer) {
  std::vector<std::string> told;
  for (const RspamdField& field : FieldsToAdd(reply.add_headers)) {
    answer->Header(field.name, field.value);
    told.push_back(LowerCase(field.name));
  }
  TellSpamFields(
      {IsSpam(reply), reply.score, reply.required_score, Tests(reply, false)},
      told, answer);
}

void Tell(const Answer& given, const Settings& settings,
          ScannerAnswer* answer) {
  const RspamdReply& reply = given.reply;
  answer->Engine(given.engine);
  TellSymbols(reply, Cause::kVirus, settings.virus_symbols, answer);
  TellSymbols(reply, Cause::kEncrypted, settings.encrypted_symbols, answer);
  // Where spam is let pass this is not.
  if (RejectedUnseen(reply, settings.rules))
    answer->Found(Cause::kUnscannable, "skipped by rspamd");
  std::string detail = SpamDecimal(reply.score) + "/" +
                       SpamDecimal(reply.required_score) + " " +
                       Name(reply.action) + " " + Tests(reply, true);
  if (!reply.smtp_message.empty())
    detail += ": " + reply.smtp_message.substr(0, kMostTextBytes);
  answer->Spam(ScoreThatCounts(reply, settings.rules), detail);
  TellFields(reply, answer);
}

}  // namespace

Status Scan(ScannerAnswer* answer) {
  const Result<Settings> settings = ReadSettings();
  if (!settings.ok()) return settings.error();
  const Result<std::optional<SizedMessage>> message =
      MessageUpTo(settings.value().max_size, "rspamd", answer);
  if (!message.ok()) return message.error();
  if (!message.value()) return {};
  const int file = message.value()->file.get();
  const uint64_t size = message.value()->size;
  const Result<RspamdFacts> facts = ReadFacts(file, size);
  if (!facts.ok()) return facts.error();
  const std::string head = RspamdRequestHead(facts.value(), size);
  Answer given;
  Status asked = AskServers([&](const ServerAddress& server,
                                ServerPatience patience) -> Status {
    Result<Answer> one = Ask(server, patience, settings.value().rules, head,
                             file, size);
    if (!one.ok()) return one.error();
    given = std::move(one.value());
    return {};
  });
  if (!asked.ok()) return asked;
  if (MustComeAgain(given.reply, settings.value().rules))
    return FormatError("rspamd wants the message to come again",
                       given.reply.smtp_message);
  Tell(given, settings.value(), answer);
  return {};
}

}  // namespace sallyport
