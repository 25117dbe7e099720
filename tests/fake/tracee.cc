// tracee BEHAVIOUR [PATH]: something to be traced, for the tests of the fault
// tool. Its exit code is the errno of the call that failed, 0 for none.
//
//   write PATH     makes PATH with ten bytes: open, write, fsync, close, link
//                  to PATH.public
//   filtered PATH  the same below a seccomp filter like the jail's, which
//                  kills for a number that is no call
//   child PATH     the same in a child of its own
//   become PATH    execs PATH without arguments
//   grow           asks for memory by brk(2)
//   hang           never ends
//   orphan         ends at once, and leaves a daemon

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "tests/fake/misbehave.h"

namespace sallyport::fake {

namespace {

constexpr int kUnknownBehaviour = 200;
constexpr size_t kBytes = 10;

int WritePath(const std::string& path) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (fd < 0) return errno;
  const std::string bytes(kBytes, 'x');
  if (::write(fd, bytes.data(), bytes.size()) < 0) return errno;
  if (::fsync(fd) != 0 || ::close(fd) != 0) return errno;
  if (::fcntl(fd, F_GETFD) >= 0) return kUnknownBehaviour + 1;
  if (::link(path.c_str(), (path + ".public").c_str()) != 0) return errno;
  return 0;
}

bool InstallFilter() {
  constexpr unsigned kNoCall = 0x40000000;
  struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, kNoCall, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
  const struct sock_fprog program = {4, code};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

int WriteInChild(const std::string& path) {
  const pid_t pid = ::fork();
  if (pid < 0) return errno;
  if (pid == 0) ::_exit(WritePath(path));
  int wait_status = 0;
  if (::waitpid(pid, &wait_status, 0) != pid) return errno;
  return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status)
                                : 128 + WTERMSIG(wait_status);
}

int Become(const std::string& path) {
  char* const arguments[] = {const_cast<char*>(path.c_str()), nullptr};
  ::execv(path.c_str(), arguments);
  return errno;
}

int Run(const std::string& behaviour, const std::string& path) {
  if (behaviour == "write") return WritePath(path);
  if (behaviour == "filtered") return InstallFilter() ? WritePath(path) : errno;
  if (behaviour == "child") return WriteInChild(path);
  if (behaviour == "become") return Become(path);
  if (behaviour == "grow")
    return ::sbrk(1 << 20) == reinterpret_cast<void*>(-1) ? errno : 0;
  if (behaviour == "hang") Hang();
  if (behaviour == "orphan") {
    LeaveBehind([] {}, Daemonize);
  }
  return kUnknownBehaviour;
}

}  // namespace

}  // namespace sallyport::fake

int main(int argc, char** argv) {
  ::_exit(
      sallyport::fake::Run(argc > 1 ? argv[1] : "", argc > 2 ? argv[2] : ""));
}
