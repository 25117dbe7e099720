#include "unpack/program_shape.h"

#include <doctest/doctest.h>

#include <string>

namespace sallyport {

namespace {

void Put(uint32_t number, size_t at, std::string* bytes) {
  for (size_t i = 0; i < 4; ++i)
    (*bytes)[at + i] = static_cast<char>(number >> (8 * i) & 0xFF);
}

/// A program of one section at 0x200 of 0x400 bytes.
std::string Program(uint32_t rights, uint32_t signature = 0,
                    uint32_t signature_bytes = 0) {
  std::string bytes(0x600, '\0');
  bytes.replace(0, 2, "MZ");
  Put(0x40, 60, &bytes);
  bytes.replace(0x40, 2, "PE");
  Put(1, 0x40 + 6, &bytes);
  Put(0xE0, 0x40 + 20, &bytes);
  Put(0x1010, 0x40 + 24 + 16, &bytes);
  Put(signature, 0x40 + 24 + 128, &bytes);
  Put(signature_bytes, 0x40 + 24 + 132, &bytes);
  const size_t section = 0x40 + 24 + 0xE0;
  Put(0x400, section + 8, &bytes);
  Put(0x1000, section + 12, &bytes);
  Put(0x400, section + 16, &bytes);
  Put(0x200, section + 20, &bytes);
  Put(rights, section + 36, &bytes);
  return bytes;
}

}  // namespace

TEST_CASE("a program that begins in code it may write is packed") {
  CHECK(ReadProgramShape(Program(0xE0000020)).packed);
  CHECK_FALSE(ReadProgramShape(Program(0x60000020)).packed);
  CHECK_FALSE(ReadProgramShape("MZ").packed);
}

TEST_CASE("what stands behind a program") {
  const ProgramShape plain = ReadProgramShape(Program(0x60000020));
  CHECK(plain.end == 0x600);
  CHECK_FALSE(plain.Carries(0x600));
  CHECK(plain.Carries(0x600 + 5000));
  const ProgramShape with = ReadProgramShape(Program(0x60000020, 0x600, 5000));
  CHECK_FALSE(with.Carries(0x600 + 5000));
  CHECK(with.Carries(0x600 + 9000));
  CHECK_FALSE(ReadProgramShape("no program").Carries(5000));
}

TEST_CASE("a program's headers cut at every byte, and lying") {
  const std::string whole = Program(0xE0000020);
  for (size_t size = 0; size < whole.size(); ++size)
    ReadProgramShape(std::string_view(whole).substr(0, size));
  for (size_t at = 0; at < 0x180; ++at) {
    std::string liar = whole;
    liar[at] = '\xFF';
    ReadProgramShape(liar);
  }
}

}  // namespace sallyport
