#include "bench/unpack/mails.h"

#include <archive.h>
#include <archive_entry.h>
#include <gmime/gmime.h>

#include <stdexcept>
#include <string_view>

#include "bench/messages.h"
#include "tests/system/site.h"

namespace sallyport::bench {

namespace {

/// Lines like a log's, with a byte beyond ASCII in some.
std::string LogText() {
  const std::string random = RandomBytes(kContentBytes / 8, "log");
  std::string text;
  for (size_t i = 0; text.size() < kContentBytes; ++i) {
    const auto number = static_cast<unsigned char>(random[i]);
    text += "Nov 21 10:00:00 host program[" + std::to_string(i) +
            "]: connection " + std::to_string(number * i) +
            (number < 16 ? " from J\xFCrgen\n" : " from a client\n");
  }
  text.resize(kContentBytes);
  return text;
}

std::string QuotedPrintable(const std::string& bytes) {
  GMimeEncoding encoding;
  g_mime_encoding_init_encode(&encoding,
                              GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  std::string text(g_mime_encoding_outlen(&encoding, bytes.size()), '\0');
  text.resize(g_mime_encoding_flush(&encoding, bytes.data(), bytes.size(),
                                    text.data()));
  return text;
}

void Check(int answer, struct archive* archive) {
  if (answer != ARCHIVE_OK)
    throw std::runtime_error(archive_error_string(archive));
}

/// An archive of four members, which are `content` together.
std::string Archive(const std::string& content, bool zip) {
  constexpr size_t kMembers = 4;
  std::string bytes(2 * content.size(), '\0');
  size_t used = 0;
  struct archive* archive = archive_write_new();
  Check(zip ? archive_write_set_format_zip(archive)
            : archive_write_set_format_ustar(archive),
        archive);
  if (!zip) Check(archive_write_add_filter_gzip(archive), archive);
  Check(archive_write_open_memory(archive, bytes.data(), bytes.size(), &used),
        archive);
  const size_t each = content.size() / kMembers;
  for (size_t i = 0; i < kMembers; ++i) {
    struct archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, (std::to_string(i) + ".txt").c_str());
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_size(entry, static_cast<la_int64_t>(each));
    Check(archive_write_header(archive, entry), archive);
    archive_write_data(archive, content.data() + i * each, each);
    archive_entry_free(entry);
  }
  Check(archive_write_close(archive), archive);
  archive_write_free(archive);
  bytes.resize(used);
  return bytes;
}

std::string Message(const std::string& name, const std::string& encoding,
                    const std::string& encoded) {
  return test::PlainMessage("").substr(0, test::PlainMessage("").size() - 1) +
         "MIME-Version: 1.0\n"
         "Content-Type: multipart/mixed; boundary=\"line\"\n\n"
         "--line\nContent-Type: text/plain\n\nSee the attachment.\n"
         "--line\nContent-Type: application/octet-stream\n"
         "Content-Transfer-Encoding: " +
         encoding +
         "\nContent-Disposition: attachment; filename=\"" + name +
         "\"\n\n" + encoded + "\n--line--\n";
}

}  // namespace

std::vector<Mail> Mails() {
  const std::string text = LogText();
  const auto base64 = [](const std::string& name, const std::string& bytes) {
    return Message(name, "base64", test::Base64(bytes));
  };
  return {
      {"base64", base64("a.bin", RandomBytes(kContentBytes, "base64"))},
      {"quoted-printable",
       Message("a.txt", "quoted-printable", QuotedPrintable(text))},
      {"8bit", Message("a.txt", "8bit", text)},
      {"zip", base64("a.zip", Archive(text, true)), true},
      {"tar.gz", base64("a.tar.gz", Archive(text, false)), true},
  };
}

}  // namespace sallyport::bench
