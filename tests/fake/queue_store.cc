// A queue program for tests: keeps each message in "queued/ID/" beside its
// own executable file, with the bytes of both descriptors as they came
// (`message`, `envelope`) and a report of what the program found around
// itself (`surroundings`, see surroundings.h). A folder is made durable under
// a private name (first letter '.') and becomes visible by one rename, last.
//
// Exits as qmail-queue would: 54 and 91 for a cut or malformed envelope, 11
// for a long address, 53 when it can't store; then nothing is visible.

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "base/clock.h"
#include "base/fd.h"
#include "base/io.h"
#include "tests/fake/queue_input.h"
#include "tests/fake/surroundings.h"

namespace sallyport::fake {

namespace {

/// Its mode is open to all: the tests' user need not be the queue's.
void StoreFile(int dir, const std::string& name, const std::string& bytes) {
  Result<Fd> file = OpenAt(dir, name, O_WRONLY | O_CREAT | O_EXCL, 0644);
  if (!file.ok() || !WriteAll(file.value().get(), bytes).ok() ||
      ::fchmod(file.value().get(), 0644) != 0 ||
      ::fsync(file.value().get()) != 0)
    ::_exit(kWriteFailed);
}

int StoreMessage(const std::string& surroundings) {
  const std::string message = ReadAll(0);
  const std::string envelope = ReadAll(1);
  const int verdict = JudgeEnvelope(envelope);
  if (verdict != kQueued) return verdict;

  const std::string queued = OwnDirectory() + "/queued";
  ::mkdir(queued.c_str(), 0777);
  const std::string id = IdTime(Now()) + "." + std::to_string(::getpid());
  const std::string private_path = queued + "/." + id;
  if (::mkdir(private_path.c_str(), 0755) != 0 ||
      ::chmod(private_path.c_str(), 0755) != 0)
    return kWriteFailed;
  Result<Fd> dir = OpenDirectory(private_path);
  Result<Fd> parent = OpenDirectory(queued);
  if (!dir.ok() || !parent.ok()) return kWriteFailed;
  StoreFile(dir.value().get(), "message", message);
  StoreFile(dir.value().get(), "envelope", envelope);
  StoreFile(dir.value().get(), "surroundings", surroundings);
  if (!SyncDirectory(dir.value().get()).ok() ||
      ::renameat(parent.value().get(), ("." + id).c_str(), parent.value().get(),
                 id.c_str()) != 0 ||
      !SyncDirectory(parent.value().get()).ok())
    return kWriteFailed;
  return kQueued;
}

}  // namespace

}  // namespace sallyport::fake

int main(int argc, char** argv) {
  const sallyport::fake::Surroundings surroundings(argc, argv, ::environ);
  ::_exit(sallyport::fake::StoreMessage(surroundings.text()));
}
