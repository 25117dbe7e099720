// GIO, which GMime links, asks libmount for mount tables; Debian has no
// static libmount. Nothing here ever asks for a mount table, so each of its
// functions may end the process.

#ifndef SALLYPORT_SANITIZED

#include "unpack/never_called.h"

SALLYPORT_NEVER_CALLED(mnt_free_iter);
SALLYPORT_NEVER_CALLED(mnt_free_table);
SALLYPORT_NEVER_CALLED(mnt_fs_get_fstype);
SALLYPORT_NEVER_CALLED(mnt_fs_get_options);
SALLYPORT_NEVER_CALLED(mnt_fs_get_root);
SALLYPORT_NEVER_CALLED(mnt_fs_get_source);
SALLYPORT_NEVER_CALLED(mnt_fs_get_target);
SALLYPORT_NEVER_CALLED(mnt_fs_strdup_options);
SALLYPORT_NEVER_CALLED(mnt_get_builtin_optmap);
SALLYPORT_NEVER_CALLED(mnt_get_fstab_path);
SALLYPORT_NEVER_CALLED(mnt_has_regular_mtab);
SALLYPORT_NEVER_CALLED(mnt_new_iter);
SALLYPORT_NEVER_CALLED(mnt_new_table);
SALLYPORT_NEVER_CALLED(mnt_optstr_get_flags);
SALLYPORT_NEVER_CALLED(mnt_table_next_fs);
SALLYPORT_NEVER_CALLED(mnt_table_parse_fstab);
SALLYPORT_NEVER_CALLED(mnt_table_parse_mtab);

#endif  // SALLYPORT_SANITIZED
