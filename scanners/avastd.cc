// Asks Avast's scan service, which opens the raw message and the parts itself:
// it must be allowed to read them.
//
// Keys of its table: servers (tried in turn), down_directory, retry_seconds,
// connect_seconds, reply_seconds. sallyport-engines(5) tells of each.

#include <string>

#include "scanners/avastd_reply.h"
#include "scanners/engine_scan.h"

namespace sallyport {

namespace {

Result<std::string> Greet(EngineTalk* talk) {
  const Result<std::string> line = talk->Hear();
  if (!line.ok()) return line.error();
  Status status = CheckAvastGreeting(line.value());
  if (status.ok()) status = talk->Say("VPS");
  if (!status.ok()) return status.error();
  const Result<EngineLines> lines = talk->HearUntil(IsAvastEnd);
  if (!lines.ok()) return lines.error();
  return ParseAvastVersion(lines.value());
}

Result<EngineFindings> Look(const EngineFile& file, EngineTalk* talk) {
  const std::string path = EscapeAvastPath(file.path);
  const Status asked = talk->Say("SCAN " + path);
  if (!asked.ok()) return asked.error();
  const Result<EngineLines> lines = talk->HearUntil(IsAvastEnd);
  if (!lines.ok()) return lines.error();
  return ParseAvastScan(lines.value(), path);
}

}  // namespace

Status Scan(ScannerAnswer* answer) {
  return ScanInDialect({"\r\n", Greet, Look, "QUIT"}, answer);
}

}  // namespace sallyport
