#include <doctest/doctest.h>

#include "mail/compiled_rules.h"

namespace sallyport {

namespace {

CompiledRules Rules() {
  return {"yara 4.2.3", std::string(64, 'a'), std::string("x\0y\n", 4)};
}

}  // namespace

TEST_CASE("compiled rules are read as they were written") {
  const auto read = DecodeCompiledRules(EncodeCompiledRules(Rules()));
  REQUIRE(read.ok());
  CHECK(read.value().engine == Rules().engine);
  CHECK(read.value().source == Rules().source);
  CHECK(read.value().bytes == Rules().bytes);
}

TEST_CASE("compiled rules that differ by a byte are none") {
  const std::string good = EncodeCompiledRules(Rules());
  const size_t source = good.find("aaaa");
  for (size_t n = 0; n < good.size(); ++n) {
    CAPTURE(n);
    CHECK(!DecodeCompiledRules(good.substr(0, n)).ok());
    std::string flipped = good;
    flipped[n] ^= 4;
    const bool of_front = n > good.find('\n') && n < source + 64;
    CHECK(DecodeCompiledRules(flipped).ok() ==
          (of_front && good[n] != '\n'));
  }
  CHECK(!DecodeCompiledRules(good + "x").ok());
  CHECK(!DecodeCompiledRules("").ok());
}

}  // namespace sallyport
