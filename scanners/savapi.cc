// Asks Avira by way of its SAVAPI service, which opens the raw message and the
// parts itself: it must be allowed to read them.
//
// Keys of its table: product (the number in Avira's licence), servers (tried
// in turn), down_directory, retry_seconds, connect_seconds, reply_seconds.
// sallyport-engines(5) tells of each.

#include <string>

#include "scanners/engine_scan.h"
#include "scanners/savapi_reply.h"

namespace sallyport {

namespace {

Status Set(const std::string& name, const std::string& value,
           EngineTalk* talk) {
  const Result<std::string> line = talk->Ask("SET " + name + " " + value);
  if (!line.ok()) return line.error();
  const Result<std::string> set = ParseSavapiValue(line.value(), name);
  if (!set.ok()) return set.error();
  if (set.value() == value) return {};
  return FormatError("SAVAPI has another " + name, set.value());
}

/// " VERSION", or nothing if the service does not tell.
Result<std::string> Version(const std::string& name, EngineTalk* talk) {
  const Result<std::string> line = talk->Ask("GET " + name);
  if (!line.ok()) return line.error();
  const Result<std::string> version = ParseSavapiVersion(line.value(), name);
  if (!version.ok() || version.value().empty()) return version;
  return " " + version.value();
}

Result<std::string> Greet(const std::string& product, int64_t reply_seconds,
                          EngineTalk* talk) {
  const Result<std::string> line = talk->Hear();
  if (!line.ok()) return line.error();
  const Result<std::string> greeting =
      ParseSavapiValue(line.value(), "SAVAPI");
  if (!greeting.ok()) return greeting.error();
  Status set = Set("PRODUCT", product, talk);
  if (set.ok()) set = Set("SCAN_TIMEOUT", std::to_string(reply_seconds), talk);
  if (!set.ok()) return set.error();
  const Result<std::string> engine = Version("AVE_VERSION", talk);
  if (!engine.ok()) return engine.error();
  const Result<std::string> database = Version("VDF_VERSION", talk);
  if (!database.ok()) return database.error();
  return "Avira SAVAPI " + greeting.value() + engine.value() +
         database.value();
}

Result<EngineFindings> Look(const EngineFile& file, EngineTalk* talk) {
  const Status asked = talk->Say("SCAN " + file.path);
  if (!asked.ok()) return asked.error();
  const Result<EngineLines> lines = talk->HearUntil(IsSavapiEnd);
  if (!lines.ok()) return lines.error();
  return ParseSavapiScan(lines.value());
}

}  // namespace

Status Scan(ScannerAnswer* answer) {
  const Result<std::string> product = RequiredOption("PRODUCT");
  if (!product.ok()) return product.error();
  const Result<int64_t> seconds = NumberOption("REPLY_SECONDS", 60, 1, 3600);
  if (!seconds.ok()) return seconds.error();
  const auto greet = [&](EngineTalk* talk) {
    return Greet(product.value(), seconds.value(), talk);
  };
  return ScanInDialect({"\n", greet, Look, "QUIT"}, answer);
}

}  // namespace sallyport
