// One answer of an ICAP server: those that real ones give, in one piece and
// byte by byte, and all that is not exactly one.

#include "scanners/icap_reply.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

namespace sallyport {

using namespace std::string_literals;

namespace {

constexpr uint64_t kMostBody = 1000;

struct Read {
  bool wrong = false;
  bool done = false;
  size_t taken = 0;
  int status = 0;
  int inner_status = 0;
  bool inner_wrong = false;
  std::string body;

  bool operator==(const Read&) const = default;
};

/// Reads `text` in pieces of this many bytes.
Read ReadReply(const std::string& text, size_t piece) {
  IcapReply reply(kMostBody);
  Read read;
  for (size_t at = 0; at < text.size() && !read.wrong && !reply.done();) {
    const std::string_view next = std::string_view(text).substr(at, piece);
    const Result<size_t> taken =
        reply.Feed(next, [&read](std::string_view body) {
          read.body += body;
          return Status();
        });
    read.wrong = !taken.ok();
    if (taken.ok()) read.taken += taken.value();
    at += next.size();
  }
  read.done = !read.wrong && reply.done();
  if (reply.head()) read.status = reply.head()->status;
  if (reply.inner()) read.inner_status = reply.inner()->status;
  read.inner_wrong = reply.inner_wrong();
  return read;
}

const std::string kInner =
    "HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\n\r\n";

std::string WithInner(const std::string& last, const std::string& rest) {
  return "ICAP/1.0 200 OK\r\nISTag: \"x\"\r\nEncapsulated: res-hdr=0, " +
         last + "=" + std::to_string(kInner.size()) + "\r\n\r\n" + kInner +
         rest;
}

std::string WithBody(const std::string& chunks) {
  return WithInner("res-body", chunks);
}

std::string Encapsulating(const std::string& sections) {
  return "ICAP/1.0 200 OK\r\nEncapsulated: " + sections + "\r\n\r\n" + kInner +
         "0\r\n\r\n";
}

}  // namespace

TEST_CASE("icap reply: in pieces of any size it is the same") {
  const std::string whole =
      WithBody("5\r\nhello\r\n00A; name=\"v\"\r\n, world\r\n!\r\n0\r\n\r\n");
  const Read once = ReadReply(whole, whole.size());
  CHECK(once == Read{false, true, whole.size(), 200, 403, false,
                     "hello, world\r\n!"});
  for (size_t piece = 1; piece < whole.size(); ++piece)
    CHECK(ReadReply(whole, piece) == once);
}

TEST_CASE("icap reply: it ends where it ends") {
  const std::string unmodified = "ICAP/1.0 204 Unmodified\r\nISTag: x\r\n\r\n";
  CHECK(ReadReply(unmodified, 100) ==
        Read{false, true, unmodified.size(), 204, 0, false, ""});
  CHECK(ReadReply(unmodified + "ICAP", 1000).taken == unmodified.size());
  const std::string page = WithBody("1\r\nx\r\n0\r\n\r\n");
  CHECK(ReadReply(page + unmodified, 1000).taken == page.size());
  const std::string without_body = WithInner("null-body", "");
  CHECK(ReadReply(without_body + "0\r\n\r\n", 1000) ==
        Read{false, true, without_body.size(), 200, 403, false, ""});
  // Of other statuses only the head is read.
  for (const char* const status : {"100 Continue", "404 Not here", "500 x",
                                   "206 Partial Content"}) {
    const std::string other = "ICAP/1.0 "s + status +
                              "\r\nEncapsulated: res-hdr=0, "
                              "res-body=9\r\n\r\n";
    CHECK(ReadReply(other + kInner, 1000).taken == other.size());
    CHECK(ReadReply(other, 1000).done);
  }
}

TEST_CASE("icap reply: cut after any byte it is not done") {
  const std::string whole = WithBody("5\r\nhello\r\n0\r\n\r\n");
  for (size_t bytes = 0; bytes < whole.size(); ++bytes) {
    const Read cut = ReadReply(whole.substr(0, bytes), 7);
    CAPTURE(bytes);
    CHECK_FALSE(cut.done);
    CHECK_FALSE(cut.wrong);
  }
}

TEST_CASE("icap reply: offsets that lie") {
  const std::string right =
      "res-hdr=0, res-body=" + std::to_string(kInner.size());
  CHECK(ReadReply(Encapsulating(right), 1000).done);
  CHECK(ReadReply(Encapsulating("RES-HDR=0,Res-Body=" +
                                std::to_string(kInner.size())),
                  1000)
            .done);
  for (const std::string& sections :
       {""s, "res-body"s, "res-body="s, "res-body=x"s, "res-body=-1"s,
        "res-body=1"s, "res-hdr=0"s, "res-hdr=0, res-hdr=10"s,
        "res-hdr=0, res-body=0"s, "res-hdr=0, null-body=0"s,
        "res-hdr=5, res-body=60"s, "res-hdr=0 res-body=52"s,
        "req-hdr=0, res-body=52"s, "res-hdr=0, req-body=52"s,
        "res-hdr=0, opt-body=52"s, "opt-body=0"s, "req-body=0"s,
        "res-body=0, res-hdr=52"s, "res-hdr=0, res-hdr=9, res-body=52"s,
        "res-hdr=0, res-body=99999999"s,
        "res-hdr=0, res-body=18446744073709551616"s, ", "s, right + ","}) {
    CAPTURE(sections);
    CHECK(ReadReply(Encapsulating(sections), 1000).wrong);
  }
  // One too few or too many: the head is none, and what follows no chunk.
  for (const int by : {-2, -1, 1, 2}) {
    const Read read = ReadReply(
        Encapsulating("res-hdr=0, res-body=" +
                      std::to_string(static_cast<int>(kInner.size()) + by)),
        1000);
    CAPTURE(by);
    CHECK(read.inner_wrong);
    CHECK(read.wrong);
  }
  CHECK(ReadReply("ICAP/1.0 200 OK\r\nEncapsulated: " + right +
                      "\r\nEncapsulated: " + right + "\r\n\r\n" + kInner,
                  1000)
            .wrong);
  CHECK(ReadReply("ICAP/1.0 204 x\r\nEncapsulated: " + right + "\r\n\r\n",
                  1000)
            .wrong);
  CHECK(ReadReply("ICAP/1.0 204 x\r\nEncapsulated: null-body=0\r\n\r\n", 1000)
            .done);
}

TEST_CASE("icap reply: chunks that lie") {
  for (const std::string& chunks :
       {"4\r\nhello\r\n0\r\n\r\n"s, "\r\n"s, "x\r\n"s, "-1\r\n"s, "+1\r\n"s,
        "0x1\r\n"s, " 5\r\nhello\r\n"s, "5\nhello\n"s, "5\r\nhello\n0\r\n"s,
        "ffffffffffffffffff\r\n"s, "ffffffffffffffff\r\n"s, "3e9\r\n"s,
        "3e8\r\n" + std::string(1000, 'x') + "\r\n1\r\n",
        "5;" + std::string(2000, 'x'), std::string(2000, '0'),
        "0\r\nX-Trailer: x\r\n\r\n"s, "0\r\nx"s, "0\r\n\n"s}) {
    CAPTURE(chunks);
    CHECK(ReadReply(WithBody(chunks), 5000).wrong);
    CHECK(ReadReply(WithBody(chunks), 3).wrong);
  }
  // Never the end that was promised.
  CHECK_FALSE(ReadReply(WithBody("6\r\nhello\r\n0\r\n\r\n"), 1000).done);
  CHECK(ReadReply(WithBody("3e8\r\n" + std::string(1000, 'x') +
                           "\r\n0; ieof\r\n\r\n"),
                  5000)
            .done);
}

TEST_CASE("icap reply: heads that are none") {
  for (const std::string& text :
       {"\r\n\r\n"s, "HTTP/1.1 200 OK\r\n\r\n"s, "ICAP/1.1 204 x\r\n\r\n"s,
        "ICAP/1.0 204\nX: y\r\n\r\n"s, "SSH-2.0-OpenSSH\r\n\r\n"s,
        "ICAP/1.0 204 x\r\nX-Infection-Found : y\r\n\r\n"s,
        "ICAP/1.0 204 x\r\nX: \x01\r\n\r\n"s,
        "ICAP/1.0 204 " + std::string(70000, 'x')}) {
    CAPTURE(text.substr(0, 60));
    CHECK(ReadReply(text, 100000).wrong);
    CHECK(ReadReply(text, 1).wrong);
  }
}

TEST_CASE("icap reply: a finding may have a bad answer of HTTP beside it") {
  // As Sophos SAVDI says it.
  const std::string inner =
      "HTTP/1.1 200 OK:  403 Forbidden\r\nHTTP/1.1 200 OK: \r\n"
      "X-Blocked: Virus found during virus scan\r\n\r\n";
  const Read read = ReadReply(
      "ICAP/1.0 200 OK\r\nX-Violations-Found: 1\r\n      -\r\n      Eicar\r\n"
      "Encapsulated: res-hdr=0, null-body=" +
          std::to_string(inner.size()) + "\r\n\r\n" + inner,
      1000);
  CHECK(read.done);
  CHECK(read.inner_wrong);
  CHECK(read.inner_status == 0);
}

}  // namespace sallyport
