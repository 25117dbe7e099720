#include "bench/client.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>

#include "base/fd.h"
#include "base/io.h"
#include "bench/samples.h"
#include "mail/envelope.h"
#include "mail/exit_code.h"

namespace sallyport::bench {

namespace {

constexpr int kTextDescriptor = 6;
/// Above every number the child's descriptors get.
constexpr int kAbove = 64;

struct Pipe {
  Fd read;
  Fd write;
};

[[noreturn]] void Fail(const Server& server, const std::string& what) {
  throw std::runtime_error(server.program + ": " + what);
}

/// Close-on-exec, with `lifted`, the child's end, above kAbove.
Pipe MakePipe(const Server& server, Fd Pipe::*lifted) {
  std::array<int, 2> ends;
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) Fail(server, "pipe");
  Pipe pipe = {Fd(ends[0]), Fd(ends[1])};
  pipe.*lifted = Fd(::fcntl((pipe.*lifted).get(), F_DUPFD_CLOEXEC, kAbove));
  if (!(pipe.*lifted).valid()) Fail(server, "fcntl");
  return pipe;
}

/// posix_spawn(3) does not copy the page tables, as qmail.c's vfork does not.
pid_t Start(const Server& server, int message, int envelope, int text) {
  const std::string config = "SALLYPORT_CONFIG=" + server.live;
  const std::string queue = "QMAILQUEUE=" + server.program;
  const auto word = [](const std::string& s) {
    return const_cast<char*>(s.c_str());
  };
  const std::string path = "PATH=/usr/bin:/bin";
  const std::string address = "TCPREMOTEIP=192.0.2.1";
  char* const environment[] = {word(path), word(address), word(config),
                               word(queue), nullptr};
  char* const arguments[] = {word(server.program), nullptr};
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, message, 0);
  ::posix_spawn_file_actions_adddup2(&actions, envelope, 1);
  ::posix_spawn_file_actions_addopen(&actions, 2, server.errors.c_str(),
                                     O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::posix_spawn_file_actions_adddup2(&actions, text, kTextDescriptor);
  pid_t pid = -1;
  const int err = ::posix_spawn(&pid, server.program.c_str(), &actions, nullptr,
                                arguments, environment);
  ::posix_spawn_file_actions_destroy(&actions);
  if (err != 0) Fail(server, "cannot be started");
  return pid;
}

void Write(const Server& server, int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const std::string_view piece = bytes.substr(0, server.write_bytes);
    if (!WriteAll(fd, piece).ok()) Fail(server, "did not read its input");
    bytes.remove_prefix(piece.size());
  }
}

void CheckEnd(const Server& server, int wait_status, const std::string& text) {
  const ChildEnd end = ParseWaitStatus(wait_status);
  const ExitCode expected =
      server.accepted ? ExitCode::kAccepted : ExitCode::kClientText;
  if (!end.exited || end.code != static_cast<int>(expected))
    Fail(server, end.Text() + " " + text + " (see " + server.errors + ")");
}

}  // namespace

double SendOnce(const Server& server, std::string_view message) {
  static const std::string envelope =
      Envelope{"sender@example.net", {"user@example.com"}}.Encode();
  const double began = SecondsNow();
  Pipe message_pipe = MakePipe(server, &Pipe::read);
  Pipe envelope_pipe = MakePipe(server, &Pipe::read);
  Pipe text_pipe = MakePipe(server, &Pipe::write);
  const pid_t pid = Start(server, message_pipe.read.get(),
                          envelope_pipe.read.get(), text_pipe.write.get());
  message_pipe.read.Reset();
  envelope_pipe.read.Reset();
  text_pipe.write.Reset();
  if (server.started) server.started(pid);
  Write(server, message_pipe.write.get(), message);
  message_pipe.write.Reset();
  Write(server, envelope_pipe.write.get(), envelope);
  envelope_pipe.write.Reset();
  constexpr size_t kMostText = 4096;
  const Result<std::string> text = ReadToEnd(text_pipe.read.get(), kMostText);
  int wait_status = 0;
  while (::waitpid(pid, &wait_status, 0) < 0)
    if (errno != EINTR) Fail(server, "waitpid");
  const double took = SecondsNow() - began;
  CheckEnd(server, wait_status, text.ok() ? text.value() : "");
  return took;
}

}  // namespace sallyport::bench
