// What can be refused before a byte is read: a loop, a full file system. The
// client hears of it while it still waits for "354".

#include <sys/stat.h>

#include <string>

#include "mail/paths.h"
#include "queue/free_space.h"
#include "queue/gate.h"
#include "queue/startup.h"

namespace sallyport {

namespace {

Ending Deferred(Gate* gate, const std::string& reason) {
  return Ending::Deferred(gate, "knock: " + reason);
}

/// The queue program is this very file, by whatever name.
bool QueueIsOurselves(const std::string& queue) {
  struct stat ours = {};
  struct stat theirs = {};
  return ::stat("/proc/self/exe", &ours) == 0 &&
         ::stat(queue.c_str(), &theirs) == 0 && ours.st_dev == theirs.st_dev &&
         ours.st_ino == theirs.st_ino;
}

}  // namespace

std::optional<Ending> Knock(Gate* gate) {
  Config* config = gate->config.get();
  if (StartedByOurselves())
    return Deferred(gate, "the queue program leads back to sallyport-queue");
  if (QueueIsOurselves(std::string(config->Text("queue"))))
    return Deferred(gate, "the queue program is sallyport-queue");
  const auto least = static_cast<uint64_t>(config->Number("limits.free_bytes"));
  Status space = AskFreeSpace(gate->spool.get(), "spool", least);
  // They may lie elsewhere.
  if (space.ok()) space = AskFreeSpace(gate->lanes.get(), kLanes, least);
  if (!space.ok()) return Deferred(gate, space.error().Text());
  return std::nullopt;
}

}  // namespace sallyport
