// Errors say what failed, with or without an errno.

#include "base/result.h"

#include <doctest/doctest.h>
#include <signal.h>

#include <cerrno>

#include "tests/base/forked.h"

namespace sallyport {

TEST_CASE("an error tells call, subject and reason") {
  errno = ENOENT;
  CHECK(SystemError("open", "file").Text() ==
        "open file: No such file or directory");
  CHECK(FormatError("parse", "line 3").Text() == "parse line 3");
  errno = EACCES;
  CHECK(SystemError("fork", "").Text() == "fork: Permission denied");
}

TEST_CASE("a result is a value or an error") {
  const Result<int> value = 5;
  CHECK(value.ok());
  CHECK(value.value() == 5);
  const Result<int> error = FormatError("a", "b");
  CHECK_FALSE(error.ok());
  CHECK(error.error().op == "a");
  CHECK(Status().ok());
  CHECK_FALSE(Status(FormatError("a", "b")).ok());
}

TEST_CASE("reading the value of a failed result ends the process") {
  test::Forked reader([] {
    const Result<int> error = FormatError("a", "b");
    return error.value();
  });
  CHECK(reader.Wait().signal == SIGABRT);
}

}  // namespace sallyport
