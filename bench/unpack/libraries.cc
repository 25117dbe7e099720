// The loops that a page of documentation shows, with nothing around them.

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <gmime/gmime.h>
#include <unistd.h>

#include <stdexcept>
#include <string>

#include "base/fd.h"
#include "base/io.h"
#include "bench/unpack/contenders.h"

namespace sallyport::bench {

namespace {

struct Writer {
  std::string folder;
  int parts = 0;

  std::string NextPath() { return folder + "/" + std::to_string(++parts); }
};

void WritePart(GMimeObject*, GMimeObject* object, gpointer data) {
  if (!GMIME_IS_PART(object)) return;
  GMimeDataWrapper* content = g_mime_part_get_content(GMIME_PART(object));
  if (content == nullptr) return;
  GMimeStream* out =
      g_mime_stream_fs_open(static_cast<Writer*>(data)->NextPath().c_str(),
                            O_WRONLY | O_CREAT | O_EXCL, 0600, nullptr);
  if (out == nullptr ||
      g_mime_data_wrapper_write_to_stream(content, out) < 0)
    throw std::runtime_error("GMime cannot write a part");
  g_object_unref(out);
}

void WriteParts(const std::string& path, Writer* writer) {
  GMimeStream* in = g_mime_stream_fs_open(path.c_str(), O_RDONLY, 0, nullptr);
  GMimeParser* parser = g_mime_parser_new_with_stream(in);
  GMimeMessage* message = g_mime_parser_construct_message(parser, nullptr);
  g_mime_message_foreach(message, WritePart, writer);
  g_object_unref(message);
  g_object_unref(parser);
  g_object_unref(in);
}

void WriteMembers(const std::string& path, Writer* writer) {
  constexpr size_t kBlockBytes = 65536;
  struct archive* archive = archive_read_new();
  archive_read_support_format_all(archive);
  archive_read_support_filter_all(archive);
  struct archive_entry* entry;
  if (archive_read_open_filename(archive, path.c_str(), kBlockBytes) ==
      ARCHIVE_OK) {
    while (archive_read_next_header(archive, &entry) == ARCHIVE_OK) {
      const Fd out(::open(writer->NextPath().c_str(),
                          O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
      if (archive_read_data_into_fd(archive, out.get()) != ARCHIVE_OK)
        throw std::runtime_error("libarchive cannot write a member");
    }
  }
  archive_read_free(archive);
}

}  // namespace

Unpacker LibraryUnpacker(bool archives) {
  g_mime_init();
  return [archives](const std::string& message, const std::string& folder) {
    Writer writer = {folder};
    WriteParts(message, &writer);
    const int parts = writer.parts;
    for (int i = 1; archives && i <= parts; ++i)
      WriteMembers(folder + "/" + std::to_string(i), &writer);
  };
}

}  // namespace sallyport::bench
