#include "unpack/data_uri.h"

#include <algorithm>

#include "tests/unpack/recode.h"

namespace sallyport {

namespace {

/// The payloads, in whatever pieces the text comes.
std::vector<std::string> Payloads(std::string_view text) {
  std::vector<std::string> whole;
  for (size_t piece = 1; piece <= text.size(); ++piece) {
    DataUriScanner scanner(10);
    for (size_t at = 0; at < text.size(); at += piece)
      scanner.Feed(text.substr(at, piece));
    scanner.Finish();
    std::vector<std::string> payloads;
    for (const InlineBlock& block : scanner.blocks())
      payloads.emplace_back(
          text.substr(static_cast<size_t>(block.offset),
                      static_cast<size_t>(block.end - block.offset)));
    if (piece > 1) CHECK(payloads == whole);
    whole = payloads;
  }
  return whole;
}

using List = std::vector<std::string>;

}  // namespace

TEST_CASE("data: URIs end where their surroundings say") {
  CHECK(Payloads("src=\"data:a/b;base64,QUJD\" x") == List{"QUJD"});
  CHECK(Payloads("src='data:a/b,a b\"c' x") == List{"a b\"c"});
  CHECK(Payloads("url(data:a/b,abc) x") == List{"abc"});
  CHECK(Payloads("see data:,abc then") == List{"abc"});
  CHECK(Payloads("src=data:;base64,QUJD\nQUJD x") == List{"QUJD\nQUJD"});
  CHECK(Payloads("\"data:a/b;c=data:d;base64,QUJD\" x") == List{"QUJD"});
  CHECK(Payloads("\"DaTa:a/b;charset=x;base64,QUJD\"") == List{"QUJD"});
  CHECK(Payloads("\"d\nat\ta:a/b;base64 ,QUJD\"") == List{"QUJD"});
  CHECK(Payloads("data:data:a/b,x") == List{"x"});
  CHECK(Payloads("\"data:a/b,x\" 'data:a/b,y'") == List{"x", "y"});
  CHECK(Payloads("href=data:a/b,a\"b>") == List{"a\"b"});
  CHECK(Payloads("'data:a,x'") == List{"x"});
  CHECK(Payloads("data:a/b;" + std::string(600, 'a') + ",x") == List{"x"});
}

TEST_CASE("what is no data: URI") {
  CHECK(Payloads("data: a, b") == List{});
  CHECK(Payloads("the data:\n1, 2") == List{});
  CHECK(Payloads("metadata:a/b,x") == List{});
  CHECK(Payloads("data:a/b<x,y") == List{});
  CHECK(Payloads("\"data:a/b\",x") == List{});
  CHECK(Payloads("data:,") == List{});
  CHECK(Payloads("'data: a, b'") == List{});
  CHECK(Payloads("data:a/b;" + std::string(20000, 'a') + ",x") == List{});
}

TEST_CASE("more than are wanted are told, and references that break one") {
  DataUriScanner scanner(2);
  scanner.Feed("data:,a data:,b data:,c ");
  scanner.Finish();
  CHECK(scanner.blocks().size() == 2);
  CHECK(scanner.overflowed());
  CHECK_FALSE(scanner.references());
  DataUriScanner broken(2);
  broken.Feed("'data:a/b&semi;base64,QUJD'");
  CHECK(broken.references());
}

TEST_CASE("percent signs") {
  CHECK(Recode(PercentRecoder(), "a%62c%2") == "abc%2");
  CHECK(Recode(PercentRecoder(), "%%41%zz%4\r\n1\t") == "%A%zzA");
}

}  // namespace sallyport
