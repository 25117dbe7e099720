// Asks Kaspersky Scan Engine in its HTTP mode: the raw message and every part,
// each over a connection of its own, as the engine closes it.
//
// Keys of its table: servers (tried in turn), down_directory, retry_seconds,
// connect_seconds, reply_seconds, max_file_size, macros, token.
// sallyport-kse(5) tells of each.

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/byte_count.h"
#include "base/io.h"
#include "scanners/http_reply.h"
#include "scanners/kse_reply.h"
#include "scanners/scanner.h"
#include "scanners/server_pool.h"

namespace sallyport {

namespace {

constexpr size_t kMostReplyBytes = 4096;
constexpr std::string_view kProtocol = "1";

struct Settings {
  int64_t max_file_size = 0;
  bool macros_found = false;
  std::string token;
};

bool IsPrintable(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c > ' ' && c <= '~'; });
}

Result<Settings> ReadSettings() {
  Settings settings;
  const Result<int64_t> size = BytesOption("MAX_FILE_SIZE", "100M");
  if (!size.ok()) return size.error();
  settings.max_file_size = size.value();
  const std::string macros = Option("MACROS").value_or("clean");
  if (macros != "clean" && macros != "policy")
    return FormatError("macros = " + macros, "allowed: clean or policy");
  settings.macros_found = macros == "policy";
  settings.token = Option("TOKEN").value_or("");
  if (!IsPrintable(settings.token))
    return FormatError("token", "allowed: printable ASCII without blanks");
  return settings;
}

/// What it likes to know of the file: it came by mail, from this sender.
std::string Context() {
  const std::string sender = Sender();
  const bool plain = !sender.empty() && IsPrintable(sender) &&
                     sender.find_first_of("[]") == std::string::npos;
  return "[from:" + (plain ? sender : "test@relay.example") + "]";
}

std::string RequestHead(const Settings& settings, ServerPatience patience,
                        uint64_t bytes) {
  std::string head = "POST /scanmemory HTTP/1.0\r\nX-KAV-ProtocolVersion: " +
                     std::string(kProtocol) + "\r\nX-KAV-Timeout: " +
                     std::to_string(patience.silence_ms) +
                     "\r\nX-KAV-ObjectURL: " + Context() + "\r\n";
  if (!settings.token.empty())
    head += "Authorization: " + settings.token + "\r\n";
  return head + "Content-Length: " + std::to_string(bytes) + "\r\n\r\n";
}

/// The text that is said of a file.
Result<std::string> Ask(const ServerAddress& server, ServerPatience patience,
                        const std::string& head, int file, uint64_t bytes) {
  Result<ServerConnection> opened = ServerConnection::Open(server, patience);
  if (!opened.ok()) return opened.error();
  ServerConnection& connection = opened.value();
  connection.EndBy(Deadline::InMs(patience.silence_ms));
  Status sent = connection.Send(head);
  if (sent.ok()) sent = connection.SendFile(file, bytes);
  if (!sent.ok()) return sent.error();
  const Result<HttpHead> status = ReadHttpHead(&connection);
  if (!status.ok()) return status.error();
  Result<std::string> body =
      ReadHttpBody(&connection, status.value(), kMostReplyBytes);
  if (!body.ok()) return body.error();
  const std::vector<std::string_view> protocol =
      status.value().Values("x-kav-protocolversion");
  if (status.value().status != 200 ||
      std::any_of(
          protocol.begin(), protocol.end(),
          [](std::string_view version) { return version != kProtocol; }))
    return FormatError("Kaspersky Scan Engine's status " +
                           std::to_string(status.value().status),
                       body.value());
  return body;
}

/// Of one file, which is not sent if it is too large, or has nothing in it.
Result<KseVerdict> Look(const ServerAddress& server, ServerPatience patience,
                        const Settings& settings, const ScannerPart& file) {
  const Result<Fd> fd = OpenAt(AT_FDCWD, file.path, O_RDONLY);
  if (!fd.ok()) return fd.error();
  struct stat st = {};
  if (::fstat(fd.value().get(), &st) != 0)
    return SystemError("fstat", file.path);
  if (st.st_size == 0) return KseVerdict();
  if (st.st_size > settings.max_file_size)
    return KseVerdict{Cause::kUnscannable,
                      "larger than " + BytesText(settings.max_file_size),
                      false};
  const auto bytes = static_cast<uint64_t>(st.st_size);
  const Result<std::string> text =
      Ask(server, patience, RequestHead(settings, patience, bytes),
          fd.value().get(), bytes);
  if (!text.ok()) return text.error();
  return ParseKseReply(text.value());
}

void Tell(const KseVerdict& verdict, int part, const Settings& settings,
          ScannerAnswer* answer) {
  if (verdict.cause) answer->Found(*verdict.cause, verdict.name, part);
  if (verdict.macro && settings.macros_found)
    answer->Found(Cause::kPolicy, "office macro", part);
}

}  // namespace

Status Scan(ScannerAnswer* answer) {
  const Result<Settings> settings = ReadSettings();
  if (!settings.ok()) return settings.error();
  const Result<std::vector<ScannerPart>> files = MessageAndParts();
  if (!files.ok()) return files.error();
  ScannerAnswer found;
  const Status asked = AskServers(
      [&](const ServerAddress& server, ServerPatience patience) -> Status {
        found = ScannerAnswer();
        found.Engine("Kaspersky Scan Engine");
        for (const ScannerPart& file : files.value()) {
          const Result<KseVerdict> verdict =
              Look(server, patience, settings.value(), file);
          if (!verdict.ok()) return verdict.error();
          Tell(verdict.value(), file.number, settings.value(), &found);
        }
        return {};
      });
  if (asked.ok()) *answer = found;
  return asked;
}

}  // namespace sallyport
