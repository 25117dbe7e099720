// Asks F-PROT's daemon fpscand: the bytes of the raw message and of every part
// are sent.
//
// Keys of its table: servers (tried in turn), down_directory, retry_seconds,
// connect_seconds, reply_seconds. sallyport-engines(5) tells of each.

#include <string>

#include "scanners/engine_scan.h"
#include "scanners/fprotd_reply.h"

namespace sallyport {

namespace {

/// It does not greet, and has no words for its version.
Result<std::string> Greet(EngineTalk*) { return std::string("F-PROT"); }

Result<EngineFindings> Look(const EngineFile& file, EngineTalk* talk) {
  const std::string name = std::to_string(file.part) + ".part";
  Status sent = talk->Say("SCAN STREAM " + name + " SIZE " +
                          std::to_string(file.size));
  if (sent.ok()) sent = talk->SendFile(file.fd, file.size);
  if (!sent.ok()) return sent.error();
  const Result<std::string> line = talk->Hear();
  if (!line.ok()) return line.error();
  return ParseFprotScan(line.value(), name);
}

}  // namespace

Status Scan(ScannerAnswer* answer) {
  return ScanInDialect({"\n", Greet, Look, "QUIT"}, answer);
}

}  // namespace sallyport
