// Work in a forked copy: its answer comes back whole or not at all, and
// whatever it does to itself, the caller goes on in time.

#include "base/forked_work.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "base/escape.h"
#include "base/fd.h"
#include "tests/base/forked.h"
#include "tests/temporary_directory.h"

namespace sallyport {

using test::Forked;
using test::TemporaryDirectory;

namespace {

constexpr int64_t kLongMs = 60000;

ForkedOutcome Run(const std::function<std::string()>& work,
                  std::vector<int> descriptors = {},
                  int64_t ms = kLongMs) {
  Result<ForkedOutcome> outcome =
      RunForked(work, std::move(descriptors), Deadline::InMs(ms));
  REQUIRE(outcome.ok());
  return outcome.value();
}

/// True once nobody has the writing end any more.
bool IsClosed(int reading, int most_ms) {
  struct pollfd wanted = {reading, POLLIN, 0};
  char byte = 0;
  return ::poll(&wanted, 1, most_ms) == 1 && ::read(reading, &byte, 1) == 0;
}

}  // namespace

TEST_CASE("what the work returns comes back, of any bytes and size") {
  CHECK(Run([] { return std::string(); }).text == "");
  CHECK(Run([] { return std::string("a\0b", 3); }).text ==
        std::string("a\0b", 3));
  const std::string most(kMaxForkedTextBytes, 'x');
  CHECK(Run([&most] { return most; }).text == most);
  const ForkedOutcome outcome = Run([&most] { return most + most + "y"; });
  CHECK_FALSE(outcome.text);
}

TEST_CASE("work that does not come to its end gives nothing") {
  for (const int number : {SIGSEGV, SIGBUS, SIGABRT, SIGKILL, SIGALRM}) {
    const ForkedOutcome outcome = Run([number]() -> std::string {
      ::raise(number);
      return "never";
    });
    CHECK_FALSE(outcome.text);
    CHECK(outcome.how == "signal " + std::to_string(number));
  }
  const ForkedOutcome left = Run([]() -> std::string { ::_exit(3); });
  CHECK_FALSE(left.text);
  CHECK(left.how == "exit 3");
}

TEST_CASE("work that hangs is killed at its deadline") {
  const int64_t began = MonotonicMs();
  const ForkedOutcome outcome = Run(
      [] {
        for (;;) ::pause();
        return std::string();
      },
      {}, 100);
  CHECK_FALSE(outcome.text);
  CHECK(MonotonicMs() - began >= 100);
  CHECK(MonotonicMs() - began < 5000);
  CHECK(::waitpid(-1, nullptr, WNOHANG) == -1);
}

TEST_CASE("the copy's memory is its own") {
  int number = 1;
  Run([&number] {
    number = 2;
    return std::string();
  });
  CHECK(number == 1);
}

TEST_CASE("the copy has the descriptors that it is given and no others") {
  const TemporaryDirectory place;
  const Fd first(::fcntl(place.fd(), F_DUPFD_CLOEXEC, 20));
  const Fd second(::fcntl(place.fd(), F_DUPFD_CLOEXEC, 30));
  const Fd other(::fcntl(place.fd(), F_DUPFD_CLOEXEC, 25));
  const ForkedOutcome outcome = Run(
      [] {
        std::string open;
        for (int fd = 0; fd < 256; ++fd) {
          struct stat status = {};
          if (::fstat(fd, &status) != 0) continue;
          open += std::to_string(fd) + (S_ISCHR(status.st_mode) ? "c " :
                                        S_ISDIR(status.st_mode) ? "d " : "p ");
        }
        return open;
      },
      {second.get(), first.get()});
  REQUIRE(outcome.text);
  CHECK(outcome.text->starts_with("0c 1c 2c "));
  CHECK(outcome.text->find("20d ") != std::string::npos);
  CHECK(outcome.text->find("30d ") != std::string::npos);
  CHECK(Split(*outcome.text, ' ').size() == 7);  // and the pipe of the answer
}

TEST_CASE("the copy keeps nobody waiting, and dies with its parent") {
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  const Fd reading(ends[0]);
  Fd writing(ends[1]);
  int told[2];
  REQUIRE(::pipe2(told, O_CLOEXEC) == 0);
  const Fd told_read(told[0]);
  Fd told_write(told[1]);
  Forked parent([&] {
    static_cast<void>(RunForked(
                          [&told_write] {
                            static_cast<void>(
                                ::write(told_write.get(), "x", 1) == 1);
                            for (;;) ::pause();
                            return std::string();
                          },
                          {told_write.get()}, Deadline::InMs(kLongMs))
                          .ok());
    return 0;
  });
  writing.Reset();
  told_write.Reset();
  char byte = 0;
  REQUIRE(::read(told_read.get(), &byte, 1) == 1);
  // The copy stands; only its parent has the other pipe.
  CHECK_FALSE(IsClosed(reading.get(), 0));
  parent.Signal(SIGKILL);
  parent.Wait();
  CHECK(IsClosed(reading.get(), 5000));
  CHECK(IsClosed(told_read.get(), 5000));
}

}  // namespace sallyport
