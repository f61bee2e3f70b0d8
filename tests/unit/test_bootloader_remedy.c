/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The command that boots another kernel, by the boot loader that is there. */
#include "config.h"

#include "bootloader/remedy.h"
#include "fixture.h"

#define OLD "6.1.0-49-amd64"
#define NEW "6.1.0-50-amd64"

static void assert_remedy(struct fixture *fixture, const char *wanted)
{
	_cleanup_remedy_ struct remedy remedy = boot_remedy(&fixture->ctx, OLD);

	if (!wanted)
		assert_null(remedy.command);
	else
		assert_string_equal(remedy.command, wanted);
}

static void lay_entry(struct fixture *fixture, const char *path, const char *release)
{
	_cleanup_free_ char *text = format_text("version %s\nlinux /m/%s/linux\n", release, release);
	_cleanup_free_ char *image = format_text("/efi/m/%s/linux", release);

	fixture_write(fixture, path, text);
	fixture_write(fixture, image, "kernel");
}

/* With a boot counter in its file's name an entry keeps its identifier. */
static void test_systemd_boot(void **state)
{
	struct fixture *fixture = *state;

	assert_remedy(fixture, NULL);
	lay_entry(fixture, "/efi/loader/entries/m-" NEW "+0-3.conf", NEW);
	assert_remedy(fixture, NULL);
	lay_entry(fixture, "/efi/loader/entries/m-" OLD "+2-1.conf", OLD);
	assert_remedy(fixture, "bootctl set-oneshot m-" OLD ".conf");
	fixture_remove(fixture, "/efi/loader/entries/m-" OLD "+2-1.conf");
	lay_entry(fixture, "/efi/loader/entries/m-" OLD ".conf", OLD);
	assert_remedy(fixture, "bootctl set-oneshot m-" OLD ".conf");
}

/* An entry by another name, as people write them by hand; without its image it boots nothing. */
static void test_entry_by_hand(void **state)
{
	struct fixture *fixture = *state;

	lay_entry(fixture, "/efi/loader/entries/my kernel.conf", OLD);
	assert_remedy(fixture, "bootctl set-oneshot 'my kernel.conf'");
	fixture_remove(fixture, "/efi/m/" OLD "/linux");
	assert_remedy(fixture, NULL);
}

static void test_grub(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, "/boot/grub/grub.cfg",
		      "submenu 'Advanced' $menuentry_id_option 'gnulinux-advanced-u' {\n"
		      "\tmenuentry 'Debian' $menuentry_id_option 'gnulinux-" OLD "-advanced-u' {\n"
		      "\t\tlinux /boot/vmlinuz-" OLD " root=/dev/vda ro\n\t}\n}\n");
	assert_remedy(fixture, "grub-reboot 'gnulinux-advanced-u>gnulinux-" OLD "-advanced-u'");
	/* Fedora's grubby writes the entries for whichever boot loader is there. */
	fixture_write(fixture, "/usr/sbin/grubby", "");
	fixture_write(fixture, "/boot/vmlinuz-" OLD, "kernel");
	assert_remedy(fixture, "grubby --set-default /boot/vmlinuz-" OLD "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_systemd_boot),
		FIXTURE_TEST(test_entry_by_hand),
		FIXTURE_TEST(test_grub),
	};

	return RUN_GROUP("bootloader_remedy", tests);
}
