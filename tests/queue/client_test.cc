// The client's channel is a pipe for writing or nothing, and what goes down
// it is one line of plain text.

#include "queue/client.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/io.h"
#include "tests/temporary_directory.h"

namespace sallyport {

namespace {

struct Pipe {
  Pipe() {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    read = Fd(ends[0]);
    write = Fd(ends[1]);
  }
  Fd read;
  Fd write;
};

std::string Told(const std::string& text) {
  Pipe pipe;
  CHECK(TellClient(pipe.write.get(), text));
  pipe.write.Reset();
  return ReadToEnd(pipe.read.get(), 10000).value();
}

}  // namespace

TEST_CASE("a pipe open for writing is the channel, by either way") {
  const Pipe pipe;
  const int fd = pipe.write.get();
  CHECK(FindClientChannel("", fd) == fd);
  CHECK(FindClientChannel(std::to_string(fd), 6) == fd);
}

TEST_CASE("a read end, a file, a socket, a closed descriptor are none") {
  const Pipe pipe;
  CHECK(FindClientChannel("", pipe.read.get()) == -1);
  const test::TemporaryDirectory place;
  const Fd file(
      ::open(place.Path("file").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  CHECK(FindClientChannel("", file.get()) == -1);
  CHECK(FindClientChannel(std::to_string(file.get()), file.get()) == -1);
  int sockets[2];
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, sockets) == 0);
  const Fd one(sockets[0]);
  const Fd other(sockets[1]);
  CHECK(FindClientChannel("", one.get()) == -1);
  const Fd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  CHECK(FindClientChannel("", null.get()) == -1);
  CHECK(FindClientChannel("", 999) == -1);
  CHECK(FindClientChannel("", -1) == -1);
}

TEST_CASE("a named pipe for both ways may be written to") {
  const test::TemporaryDirectory place;
  REQUIRE(::mkfifo(place.Path("fifo").c_str(), 0600) == 0);
  const Fd fifo(::open(place.Path("fifo").c_str(), O_RDWR | O_CLOEXEC));
  CHECK(FindClientChannel("", fifo.get()) == fifo.get());
}

TEST_CASE("an ERROR_FD that is no descriptor is none, not the default") {
  const Pipe pipe;
  const int fd = pipe.write.get();
  const std::string number = std::to_string(fd);
  const std::string wrong[] = {
      "x",           number + "x",  " " + number,  number + " ", "-1",
      "+" + number,  "0",           "1",           "1024",       "999",
      "99999999999", "0x" + number, number + "\n", "-"};
  for (const std::string& text : wrong)
    CHECK(FindClientChannel(text, fd) == -1);
}

TEST_CASE("the text is printable, and cut at what qmail reads") {
  CHECK(Told("Drefused [id]") == "Drefused [id]");
  CHECK(Told("Za\nb\r\x1b\x7f\x80\xFF\tz") == "Za?b??????z");
  CHECK(Told(std::string("D\0x", 3)) == "D?x");
  CHECK(Told("D" + std::string(254, 'x')).size() == 255);
  CHECK(Told("D" + std::string(1000, 'x')) == "D" + std::string(254, 'x'));
}

TEST_CASE("where nothing can be written, that is told") {
  CHECK_FALSE(TellClient(-1, "Dx"));
  Pipe pipe;
  CHECK_FALSE(TellClient(pipe.read.get(), "Dx"));
  pipe.read.Reset();
  struct sigaction ignored = {};
  struct sigaction before = {};
  ignored.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &ignored, &before);
  CHECK_FALSE(TellClient(pipe.write.get(), "Dx"));
  ::sigaction(SIGPIPE, &before, nullptr);
}

}  // namespace sallyport
