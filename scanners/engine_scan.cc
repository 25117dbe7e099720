#include "scanners/engine_scan.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <vector>

#include "base/io.h"
#include "scanners/server_pool.h"

namespace sallyport {

namespace {

Status LookAt(const EngineDialect& dialect, const ScannerPart& part,
              EngineTalk* talk, ScannerAnswer* answer) {
  const Result<Fd> fd = OpenAt(AT_FDCWD, part.path, O_RDONLY);
  if (!fd.ok()) return fd.error();
  struct stat st = {};
  if (::fstat(fd.value().get(), &st) != 0)
    return SystemError("fstat", part.path);
  if (st.st_size == 0) return {};  // nothing to look at
  const EngineFile file{part.number, part.path, fd.value().get(),
                        static_cast<uint64_t>(st.st_size)};
  const Result<EngineFindings> findings = dialect.look(file, talk);
  if (!findings.ok()) return findings.error();
  for (const EngineFinding& finding : findings.value())
    answer->Found(finding.cause, finding.name, part.number);
  return {};
}

/// All about one message with one server.
Status Converse(const EngineDialect& dialect, ServerConnection connection,
                const std::vector<ScannerPart>& files, ScannerAnswer* answer) {
  EngineTalk talk(std::move(connection), dialect.line_end);
  const Result<std::string> engine = dialect.greet(&talk);
  if (!engine.ok()) return engine.error();
  answer->Engine(engine.value());
  for (const ScannerPart& file : files) {
    Status looked = LookAt(dialect, file, &talk, answer);
    if (!looked.ok()) return looked;
  }
  return talk.TakeLeave(dialect.goodbye);
}

}  // namespace

Status ScanInDialect(const EngineDialect& dialect, ScannerAnswer* answer) {
  const Result<std::vector<ScannerPart>> files = MessageAndParts();
  if (!files.ok()) return files.error();
  return AskServers([&](const ServerAddress& server, ServerPatience patience) {
    Result<ServerConnection> connection =
        ServerConnection::Open(server, patience);
    if (!connection.ok()) return Status(connection.error());
    ScannerAnswer whole;
    Status told = Converse(dialect, std::move(connection.value()),
                           files.value(), &whole);
    if (told.ok()) *answer = std::move(whole);
    return told;
  });
}

}  // namespace sallyport
