// Attempts of an unpacker on its box, by name: each is a single step that the
// box must end, made with arguments that would work without it.

#ifndef SALLYPORT_TESTS_FAKE_ATTEMPTS_ON_BOX_H_
#define SALLYPORT_TESTS_FAKE_ATTEMPTS_ON_BOX_H_

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <string_view>

namespace sallyport::fake {

/// Where the jail puts the name of the program for its exec.
inline constexpr uintptr_t kNamePlace = 0x10000;

struct BoxAttempt {
  const char* name;
  void (*make)();
};

inline void* PageOf(int protection) {
  return ::mmap(nullptr, 4096, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

inline void Exec(uintptr_t name) {
  char* const none[] = {nullptr};
  ::syscall(SYS_execve, name, none, none);
}

inline constexpr BoxAttempt kBoxAttempts[] = {
    // a program of its own
    {"run memory",
     [] { PageOf(PROT_READ | PROT_WRITE | PROT_EXEC); }},
    {"make memory run",
     [] { ::mprotect(PageOf(PROT_READ), 4096, PROT_READ | PROT_EXEC); }},
    {"map at the name's place",
     [] {
       ::mmap(reinterpret_cast<void*>(kNamePlace), 4096,
              PROT_READ | PROT_WRITE,
              MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
     }},
    {"map there if free",
     [] {
       ::mmap(reinterpret_cast<void*>(kNamePlace), 4096,
              PROT_READ | PROT_WRITE,
              MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
     }},
    {"ask to map there",
     [] {
       ::mmap(reinterpret_cast<void*>(kNamePlace), 4096,
              PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
     }},
    {"map over its own memory",
     [] {
       ::mmap(PageOf(PROT_READ), 4096, PROT_READ,
              MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
     }},
    {"map beside it if free",
     [] {
       char* const page = static_cast<char*>(PageOf(PROT_READ));
       ::mmap(page - (size_t{1} << 30), 4096, PROT_READ,
              MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
     }},
    {"move memory there",
     [] {
       ::mremap(PageOf(PROT_READ | PROT_WRITE), 4096, 4096,
                MREMAP_MAYMOVE | MREMAP_FIXED,
                reinterpret_cast<void*>(kNamePlace));
     }},
    {"grow memory down",
     [] {
       ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE,
              MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN, -1, 0);
     }},
    {"execute", [] { Exec(reinterpret_cast<uintptr_t>("/bin/true")); }},
    {"execute a descriptor",
     [] {
       char* const none[] = {nullptr};
       ::syscall(SYS_execveat, 0, "", none, none, AT_EMPTY_PATH);
     }},
    // files
    {"map a file", [] { ::mmap(nullptr, 1, PROT_READ, MAP_PRIVATE, 0, 0); }},
    {"map the facts to write",
     [] { ::mmap(nullptr, 1, PROT_WRITE, MAP_SHARED, 3, 0); }},
    {"shorten the facts", [] { ::syscall(SYS_ftruncate, 3, 0); }},
    {"a file in memory", [] { ::syscall(SYS_memfd_create, "x", 0); }},
    {"change the directory", [] { ::syscall(SYS_chdir, "/tmp"); }},
    {"chmod", [] { ::syscall(SYS_chmod, "/tmp/none", 0); }},
    {"fchmod", [] { ::syscall(SYS_fchmod, 0, 0644); }},
    {"unlink", [] { ::syscall(SYS_unlink, "/tmp/none"); }},
    {"openat2", [] { ::syscall(SYS_openat2, AT_FDCWD, "/", 0, 0); }},
    // network
    {"unix socket", [] { ::socket(AF_UNIX, SOCK_STREAM, 0); }},
    {"inet socket", [] { ::socket(AF_INET, SOCK_STREAM, 0); }},
    {"socket pair",
     [] {
       int ends[2];
       ::socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
     }},
    {"connect", [] { ::syscall(SYS_connect, 0, 0, 0); }},
    // processes and signals
    {"fork", [] { ::syscall(SYS_fork); }},
    {"clone", [] { ::syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0); }},
    {"clone a thread", [] { ::syscall(SYS_clone, 0x10f00, 0, 0, 0, 0); }},
    {"kill", [] { ::kill(::getppid(), 0); }},
    {"kill itself", [] { ::kill(::getpid(), SIGKILL); }},
    {"ptrace", [] { ::ptrace(PTRACE_SEIZE, ::getppid(), nullptr, nullptr); }},
    {"read a process",
     [] { ::syscall(SYS_process_vm_readv, ::getppid(), 0, 0, 0, 0, 0); }},
    {"limits of another",
     [] {
       const struct rlimit limit = {};
       ::prlimit(::getppid(), RLIMIT_CORE, &limit, nullptr);
     }},
    // its own end
    {"no parent-death signal",
     [] { ::prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0); }},
    {"be looked into", [] { ::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0); }},
    {"no timer",
     [] {
       const struct itimerval never = {};
       ::setitimer(ITIMER_REAL, &never, nullptr);
     }},
    {"alarm", [] { ::syscall(SYS_alarm, 0); }},
    {"ignore the timer", [] { ::signal(SIGALRM, SIG_IGN); }},
    {"block signals",
     [] {
       sigset_t all;
       ::sigfillset(&all);
       ::sigprocmask(SIG_BLOCK, &all, nullptr);
     }},
    {"a limit of its own",
     [] {
       const struct rlimit limit = {1, 1};
       ::setrlimit(RLIMIT_CPU, &limit);
     }},
    {"session", [] { ::setsid(); }},
};

/// What the box lets through and what comes to nothing: true if it did.
inline bool ComesToNothing(std::string_view name) {
  if (name == "second exec") {
    Exec(kNamePlace);
    return errno == EFAULT;
  }
  if (name == "read a limit") {
    struct rlimit limit = {};
    return ::getrlimit(RLIMIT_CPU, &limit) == 0;
  }
  if (name == "memory") {
    void* page = PageOf(PROT_READ | PROT_WRITE);
    page = ::mremap(page, 4096, 1 << 20, MREMAP_MAYMOVE);
    return page != MAP_FAILED && ::munmap(page, 1 << 20) == 0;
  }
  return false;
}

}  // namespace sallyport::fake

#endif  // SALLYPORT_TESTS_FAKE_ATTEMPTS_ON_BOX_H_
