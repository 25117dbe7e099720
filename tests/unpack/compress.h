// Compressed bytes for tests, by the libraries that decode them.

#ifndef SALLYPORT_TESTS_UNPACK_COMPRESS_H_
#define SALLYPORT_TESTS_UNPACK_COMPRESS_H_

#include <bzlib.h>
#include <doctest/doctest.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include <string>

namespace sallyport {

/// By zlib; `window` as deflateInit2 takes it: 31 for gzip, -15 for bare.
inline std::string Deflate(const std::string& bytes, int window = -15) {
  z_stream stream{};
  REQUIRE(::deflateInit2(&stream, 9, Z_DEFLATED, window, 8,
                         Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(::deflateBound(&stream, bytes.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(::deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(out.size() - stream.avail_out);
  ::deflateEnd(&stream);
  return out;
}

inline std::string Gzip(const std::string& bytes) {
  return Deflate(bytes, 15 + 16);
}

inline std::string Bzip2(const std::string& bytes) {
  unsigned size = static_cast<unsigned>(bytes.size() + bytes.size() / 50 + 600);
  std::string out(size, '\0');
  REQUIRE(::BZ2_bzBuffToBuffCompress(
              out.data(), &size, const_cast<char*>(bytes.data()),
              static_cast<unsigned>(bytes.size()), 1, 0, 0) == BZ_OK);
  out.resize(size);
  return out;
}

/// lzma alone, of a size that it does not tell.
inline std::string Lzma(const std::string& bytes) {
  lzma_options_lzma options;
  ::lzma_lzma_preset(&options, 1);
  lzma_stream stream = LZMA_STREAM_INIT;
  REQUIRE(::lzma_alone_encoder(&stream, &options) == LZMA_OK);
  std::string out(bytes.size() * 2 + 1000, '\0');
  stream.next_in = reinterpret_cast<const uint8_t*>(bytes.data());
  stream.avail_in = bytes.size();
  stream.next_out = reinterpret_cast<uint8_t*>(out.data());
  stream.avail_out = out.size();
  REQUIRE(::lzma_code(&stream, LZMA_FINISH) == LZMA_STREAM_END);
  out.resize(out.size() - stream.avail_out);
  ::lzma_end(&stream);
  return out;
}

inline std::string Xz(const std::string& bytes) {
  std::string out(::lzma_stream_buffer_bound(bytes.size()), '\0');
  size_t size = 0;
  REQUIRE(::lzma_easy_buffer_encode(
              1, LZMA_CHECK_CRC32, nullptr,
              reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size(),
              reinterpret_cast<uint8_t*>(out.data()), &size,
              out.size()) == LZMA_OK);
  out.resize(size);
  return out;
}

/// The same bytes as Lzma, in lzip's header and trailer.
inline std::string Lzip(const std::string& bytes) {
  const auto number = [](uint64_t value, int count) {
    std::string out;
    for (int i = 0; i < count; ++i)
      out += static_cast<char>(value >> (8 * i) & 0xFF);
    return out;
  };
  const std::string stream = Lzma(bytes).substr(13);
  const uint32_t crc = ::lzma_crc32(
      reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size(), 0);
  return "LZIP\x01\x14" + stream + number(crc, 4) + number(bytes.size(), 8) +
         number(stream.size() + 26, 8);
}

inline std::string Zstd(const std::string& bytes) {
  std::string out(::ZSTD_compressBound(bytes.size()), '\0');
  const size_t size = ::ZSTD_compress(out.data(), out.size(), bytes.data(),
                                      bytes.size(), 3);
  REQUIRE(::ZSTD_isError(size) == 0);
  out.resize(size);
  return out;
}

/// Codes of 9 bits that say each byte by itself, with clear codes between.
inline std::string Lzw(const std::string& bytes) {
  std::string out = "\x1F\x9D\x90";
  uint32_t bits = 0;
  int count = 0;
  const auto code = [&](uint32_t value) {
    bits |= value << count;
    for (count += 9; count >= 8; count -= 8, bits >>= 8)
      out += static_cast<char>(bits & 0xFF);
  };
  // Seven bytes and a clear code are a group of eight codes.
  for (size_t i = 0; i < bytes.size(); ++i) {
    code(static_cast<unsigned char>(bytes[i]));
    if (i % 7 == 6) code(256);
  }
  if (count > 0) out += static_cast<char>(bits);
  return out;
}

}  // namespace sallyport

#endif  // SALLYPORT_TESTS_UNPACK_COMPRESS_H_
