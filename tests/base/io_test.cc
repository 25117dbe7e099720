// Whole amounts are read, written and copied, and what is cut or too large is
// an error.

#include "base/io.h"

#include <doctest/doctest.h>
#include <sys/mman.h>

#include <cerrno>

#include "tests/base/forked.h"
#include "tests/temporary_directory.h"

namespace sallyport {

using test::Forked;
using test::Signpost;
using test::TemporaryDirectory;

TEST_CASE("an open closes on exec and follows no link") {
  const TemporaryDirectory place;
  place.Write("file", "abc");
  std::filesystem::create_symlink("file", place.Path("link"));
  Result<Fd> file = OpenAt(place.fd(), "file", O_RDONLY);
  REQUIRE(file.ok());
  CHECK((::fcntl(file.value().get(), F_GETFD) & FD_CLOEXEC) != 0);
  Result<Fd> link = OpenAt(place.fd(), "link", O_RDONLY);
  REQUIRE_FALSE(link.ok());
  CHECK(link.error().err == ELOOP);
  Result<Fd> none = OpenAt(place.fd(), "none", O_RDONLY);
  REQUIRE_FALSE(none.ok());
  CHECK(none.error().err == ENOENT);
  CHECK(none.error().Text() == "open none: No such file or directory");
}

TEST_CASE("a file is read up to its limit, never cut to it") {
  const TemporaryDirectory place;
  const std::string bytes(40000, 'x');
  place.Write("file", bytes);
  const Result<std::string> all = ReadFile(place.fd(), "file", bytes.size());
  REQUIRE(all.ok());
  CHECK(all.value() == bytes);
  const Result<std::string> over =
      ReadFile(place.fd(), "file", bytes.size() - 1);
  REQUIRE_FALSE(over.ok());
  CHECK(over.error().err == EFBIG);
  CHECK_FALSE(ReadFile(place.fd(), "none", 10).ok());
}

TEST_CASE("an early end is an error") {
  const TemporaryDirectory place;
  place.Write("file", "0123456789");
  Result<Fd> file = OpenAt(place.fd(), "file", O_RDONLY);
  REQUIRE(file.ok());
  char buffer[16] = "";
  REQUIRE(ReadExactlyAt(file.value().get(), buffer, 4, 6).ok());
  CHECK(std::string_view(buffer, 4) == "6789");
  CHECK_FALSE(ReadExactlyAt(file.value().get(), buffer, 5, 6).ok());
}

TEST_CASE("a range is copied to its place, and not past the source's end") {
  const TemporaryDirectory place;
  std::string bytes;
  for (int i = 0; i < 200000; ++i) bytes += static_cast<char>(i * 7);
  place.Write("in", bytes);
  Result<Fd> in = OpenAt(place.fd(), "in", O_RDONLY);
  Result<Fd> out = OpenAt(place.fd(), "out", O_RDWR | O_CREAT, 0600);
  REQUIRE(in.ok());
  REQUIRE(out.ok());
  const int from = in.value().get();
  REQUIRE(WriteAllAt(out.value().get(), "front", 0).ok());
  REQUIRE(CopyRange(from, 3, out.value().get(), 5, 150000).ok());
  CHECK(place.Read("out") == "front" + bytes.substr(3, 150000));
  CHECK_FALSE(CopyRange(from, 3, out.value().get(), 5, bytes.size()).ok());
}

TEST_CASE("a range is copied by hand where the kernel will not") {
  const TemporaryDirectory place;
  const std::string bytes(100000, 'q');
  place.Write("in", bytes);
  Result<Fd> in = OpenAt(place.fd(), "in", O_RDONLY);
  REQUIRE(in.ok());
  const Fd memory(::memfd_create("out", MFD_CLOEXEC));  // another file system
  REQUIRE(CopyRange(in.value().get(), 0, memory.get(), 10, bytes.size()).ok());
  std::string back(bytes.size(), '\0');
  REQUIRE(ReadExactlyAt(memory.get(), back.data(), back.size(), 10).ok());
  CHECK(back == bytes);
}

TEST_CASE("all is written to a pipe that takes little at a time") {
  const std::string bytes(1000000, 'p');
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  Fd read_end(ends[0]);
  Fd write_end(ends[1]);
  Forked writer([&] {
    read_end.Reset();
    return WriteAll(write_end.get(), bytes).ok() ? 0 : 1;
  });
  write_end.Reset();
  const Result<std::string> all = ReadToEnd(read_end.get(), bytes.size());
  REQUIRE(all.ok());
  CHECK(all.value() == bytes);
  CHECK(writer.Wait().Succeeded());
}

TEST_CASE("a file is replaced whole, with its mode, and nothing is left over") {
  const TemporaryDirectory place;
  REQUIRE(ReplaceFile(place.fd(), "file", "one", 0640).ok());
  REQUIRE(ReplaceFile(place.fd(), "file", "two", 0400).ok());
  CHECK(place.Read("file") == "two");
  CHECK(place.Mode("file") == 0400);
  CHECK(place.Names() == std::vector<std::string>{"file"});
  place.MakeDirectory("directory");
  CHECK_FALSE(ReplaceFile(place.fd(), "directory", "x", 0600).ok());
  CHECK(place.Names() == std::vector<std::string>{"directory", "file"});
}

TEST_CASE("what is no directory is not opened as one") {
  const TemporaryDirectory place;
  place.Write("file", "");
  CHECK(OpenDirectory(place.path()).ok());
  CHECK_FALSE(OpenDirectory(place.Path("file")).ok());
  CHECK_FALSE(OpenDirectory(place.Path("none")).ok());
}

}  // namespace sallyport
