// EBCDIC as UTF-8. The code pages differ in a few signs; a table has the page
// 037, and what the others have elsewhere. From glibc's charmaps.

#include <array>

#include "unpack/charset.h"
#include "unpack/utf8.h"

namespace sallyport {

namespace {

using namespace std::string_view_literals;

/// Page 037, as ISO 8859-1; its new line (15) as a line feed.
constexpr std::string_view kPage037 =
    "\x00\x01\x02\x03\x9C\x09\x86\x7F\x97\x8D\x8E\x0B\x0C\x0D\x0E\x0F"
    "\x10\x11\x12\x13\x9D\x0A\x08\x87\x18\x19\x92\x8F\x1C\x1D\x1E\x1F"
    "\x80\x81\x82\x83\x84\x0A\x17\x1B\x88\x89\x8A\x8B\x8C\x05\x06\x07"
    "\x90\x91\x16\x93\x94\x95\x96\x04\x98\x99\x9A\x9B\x14\x15\x9E\x1A"
    "\x20\xA0\xE2\xE4\xE0\xE1\xE3\xE5\xE7\xF1\xA2\x2E\x3C\x28\x2B\x7C"
    "\x26\xE9\xEA\xEB\xE8\xED\xEE\xEF\xEC\xDF\x21\x24\x2A\x29\x3B\xAC"
    "\x2D\x2F\xC2\xC4\xC0\xC1\xC3\xC5\xC7\xD1\xA6\x2C\x25\x5F\x3E\x3F"
    "\xF8\xC9\xCA\xCB\xC8\xCD\xCE\xCF\xCC\x60\x3A\x23\x40\x27\x3D\x22"
    "\xD8\x61\x62\x63\x64\x65\x66\x67\x68\x69\xAB\xBB\xF0\xFD\xFE\xB1"
    "\xB0\x6A\x6B\x6C\x6D\x6E\x6F\x70\x71\x72\xAA\xBA\xE6\xB8\xC6\xA4"
    "\xB5\x7E\x73\x74\x75\x76\x77\x78\x79\x7A\xA1\xBF\xD0\xDD\xDE\xAE"
    "\x5E\xA3\xA5\xB7\xA9\xA7\xB6\xBC\xBD\xBE\x5B\x5D\xAF\xA8\xB4\xD7"
    "\x7B\x41\x42\x43\x44\x45\x46\x47\x48\x49\xAD\xF4\xF6\xF2\xF3\xF5"
    "\x7D\x4A\x4B\x4C\x4D\x4E\x4F\x50\x51\x52\xB9\xFB\xFC\xF9\xFA\xFF"
    "\x5C\xF7\x53\x54\x55\x56\x57\x58\x59\x5A\xB2\xD4\xD6\xD2\xD3\xD5"
    "\x30\x31\x32\x33\x34\x35\x36\x37\x38\x39\xB3\xDB\xDC\xD9\xDA\x9F"
    ""sv;

struct Difference {
  unsigned char byte;
  char16_t character;
};

constexpr std::array kPage500 = {
    Difference{0x4A, 0x005B}, Difference{0x4F, 0x0021},
    Difference{0x5A, 0x005D}, Difference{0x5F, 0x005E},
    Difference{0xB0, 0x00A2}, Difference{0xBA, 0x00AC},
    Difference{0xBB, 0x007C},
};

constexpr std::array kPage1026 = {
    Difference{0x48, 0x007B}, Difference{0x4A, 0x00C7},
    Difference{0x4F, 0x0021}, Difference{0x5A, 0x011E},
    Difference{0x5B, 0x0130}, Difference{0x5F, 0x005E},
    Difference{0x68, 0x005B}, Difference{0x6A, 0x015F},
    Difference{0x79, 0x0131}, Difference{0x7B, 0x00D6},
    Difference{0x7C, 0x015E}, Difference{0x7F, 0x00DC},
    Difference{0x8C, 0x007D}, Difference{0x8D, 0x0060},
    Difference{0x8E, 0x00A6}, Difference{0x9D, 0x02DB},
    Difference{0xA1, 0x00F6}, Difference{0xAC, 0x005D},
    Difference{0xAD, 0x0024}, Difference{0xAE, 0x0040},
    Difference{0xB0, 0x00A2}, Difference{0xBA, 0x00AC},
    Difference{0xBB, 0x007C}, Difference{0xBC, 0x2014},
    Difference{0xC0, 0x00E7}, Difference{0xCC, 0x007E},
    Difference{0xD0, 0x011F}, Difference{0xDC, 0x005C},
    Difference{0xE0, 0x00FC}, Difference{0xEC, 0x0023},
    Difference{0xFC, 0x0022},
};

constexpr std::array kPage1047 = {
    Difference{0x5F, 0x005E}, Difference{0xAD, 0x005B},
    Difference{0xB0, 0x00AC}, Difference{0xBA, 0x00DD},
    Difference{0xBB, 0x00A8}, Difference{0xBD, 0x005D},
};

/// All of a page, from its differences.
class EbcdicRecoder : public Recoder {
 public:
  explicit EbcdicRecoder(const Difference* differences, size_t count) {
    for (size_t i = 0; i < page_.size(); ++i)
      page_[i] = static_cast<unsigned char>(kPage037[i]);
    for (size_t i = 0; i < count; ++i)
      page_[differences[i].byte] = differences[i].character;
  }

  std::unique_ptr<Recoder> Clone() const override {
    return std::make_unique<EbcdicRecoder>(*this);
  }

  void Take(std::string_view in, std::string* out) override {
    for (const char c : in)
      AppendUtf8(page_[static_cast<unsigned char>(c)], out);
  }

 private:
  std::array<char16_t, 256> page_;
};

}  // namespace

std::unique_ptr<Recoder> NewEbcdicRecoder(Charset charset) {
  const auto page = [](const auto& differences) {
    return std::make_unique<EbcdicRecoder>(differences.data(),
                                           differences.size());
  };
  switch (charset) {
    case Charset::kEbcdic037:
      return std::make_unique<EbcdicRecoder>(nullptr, 0);
    case Charset::kEbcdic500:
      return page(kPage500);
    case Charset::kEbcdic1026:
      return page(kPage1026);
    case Charset::kEbcdic1047:
      return page(kPage1047);
    default:
      return nullptr;
  }
}

}  // namespace sallyport
