// A queue program that does to the disk what qmail-queue does (notqmail,
// INTERNALS.md): message into a private file, linked to mess/INODE and
// fsynced, envelope into intd/INODE and fsynced, linked to todo/INODE. The
// directories lie below "queue/" beside the program and are made if missing.
// What it has queued stays; whoever runs it removes the directory.

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "base/clock.h"
#include "base/fd.h"
#include "base/io.h"
#include "tests/fake/queue_input.h"

namespace sallyport::fake {

namespace {

constexpr int kNoFile = 66;

std::string TraceField(pid_t pid) {
  return "Received: (qmail " + std::to_string(pid) + " invoked by uid " +
         std::to_string(::getuid()) + "); " + MailDate(Now()) + "\n";
}

Fd MakeFile(const std::string& path) {
  Fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
  if (!file.valid()) ::_exit(kNoFile);
  return file;
}

void WriteDurably(int fd, const std::string& bytes) {
  if (!WriteAll(fd, bytes).ok() || ::fsync(fd) != 0) ::_exit(kWriteFailed);
}

void MakeDirectories(const std::string& queue) {
  ::mkdir(queue.c_str(), 0700);
  for (const char* name : {"/pid", "/mess", "/intd", "/todo"})
    ::mkdir((queue + name).c_str(), 0700);
}

int QueueMessage() {
  const std::string queue = OwnDirectory() + "/queue";
  if (::access((queue + "/todo").c_str(), W_OK) != 0) MakeDirectories(queue);
  const pid_t pid = ::getpid();
  const std::string trace = TraceField(pid);
  const std::string private_name =
      queue + "/pid/" + IdTime(Now()) + "." + std::to_string(pid);
  Fd message = MakeFile(private_name);
  struct stat status;
  if (::fstat(message.get(), &status) != 0) ::_exit(kNoFile);
  const std::string inode = std::to_string(status.st_ino);
  const std::string public_name = queue + "/mess/" + inode;
  if (::link(private_name.c_str(), public_name.c_str()) != 0 ||
      ::unlink(private_name.c_str()) != 0)
    ::_exit(kNoFile);
  WriteDurably(message.get(), trace + ReadAll(0));

  const std::string envelope = ReadAll(1);
  const int verdict = JudgeEnvelope(envelope);
  if (verdict != kQueued) {
    ::unlink(public_name.c_str());
    return verdict;
  }
  Fd intd = MakeFile(queue + "/intd/" + inode);
  WriteDurably(intd.get(), "u" + std::to_string(::getuid()) + '\0' + "p" +
                               std::to_string(pid) + '\0' + envelope);
  if (::link((queue + "/intd/" + inode).c_str(),
             (queue + "/todo/" + inode).c_str()) != 0)
    ::_exit(kNoFile);
  return kQueued;
}

}  // namespace

}  // namespace sallyport::fake

int main() { ::_exit(sallyport::fake::QueueMessage()); }
