// Asks Sophos by way of the SAV Dynamic Interface (savdid), in its protocol
// SSSP: the bytes of the raw message and of every part are sent.
//
// Keys of its table: servers (tried in turn), down_directory, retry_seconds,
// connect_seconds, reply_seconds. sallyport-engines(5) tells of each.

#include <string>

#include "scanners/engine_scan.h"
#include "scanners/sssp_reply.h"

namespace sallyport {

namespace {

constexpr std::string_view kRequest = "SSSP/1.0 ";

Result<SsspAcceptance> Request(const std::string& words, EngineTalk* talk) {
  const Result<std::string> line = talk->Ask(std::string(kRequest) + words);
  if (!line.ok()) return line.error();
  return ParseSsspAcceptance(line.value());
}

Result<std::string> Greet(EngineTalk* talk) {
  const Result<std::string> line = talk->Hear();
  if (!line.ok()) return line.error();
  const Status greeted = CheckSsspGreeting(line.value());
  if (!greeted.ok()) return greeted.error();
  const Result<SsspAcceptance> asked = Request("QUERY ENGINE", talk);
  if (!asked.ok()) return asked.error();
  if (asked.value() != SsspAcceptance::kAccepted)
    return ParseSsspEngine({});  // allowed or not by savdid's configuration
  const Result<EngineLines> lines = talk->HearUntil(IsSsspEnd);
  if (!lines.ok()) return lines.error();
  return ParseSsspEngine(lines.value());
}

Result<EngineFindings> Look(const EngineFile& file, EngineTalk* talk) {
  // The size is accepted before a byte is sent, so that what is rejected is
  // not taken for requests.
  const std::string request = "SCANDATA " + std::to_string(file.size);
  const Result<SsspAcceptance> asked = Request(request, talk);
  if (!asked.ok()) return asked.error();
  if (asked.value() == SsspAcceptance::kTooLarge)
    return EngineFindings{
        {Cause::kUnscannable, "larger than savdid's maxscandata"}};
  if (asked.value() != SsspAcceptance::kAccepted)
    return FormatError("savdid rejects", request);
  const Status sent = talk->SendFile(file.fd, file.size);
  if (!sent.ok()) return sent.error();
  const Result<EngineLines> lines = talk->HearUntil(IsSsspEnd);
  if (!lines.ok()) return lines.error();
  return ParseSsspScan(lines.value());
}

}  // namespace

Status Scan(ScannerAnswer* answer) {
  return ScanInDialect({"\r\n", Greet, Look, "BYE"}, answer);
}

}  // namespace sallyport
