#!/usr/bin/perl
# A copied database's texts name the web address its server had: this puts the copy's own in its place.
use strict; use warnings; use DBI;
my ($file) = @ARGV;
my ($old, $new) = @ENV{qw(RT_OLD_ADDRESS RT_NEW_ADDRESS)};
die "the addresses differ in length: $old, $new\n" unless length $old == length $new;
exit 0 if $old eq $new;
my $db = DBI->connect("dbi:SQLite:dbname=$file", '', '', { RaiseError => 1 });
$db->do('PRAGMA synchronous=OFF');
$db->do('BEGIN');
for my $place (['Attachments', 'Content'], ['Attachments', 'Headers'], ['ObjectCustomFieldValues', 'Content'],
               ['ObjectCustomFieldValues', 'LargeContent'], ['Tickets', 'Subject'], ['Transactions', 'OldValue'], ['Transactions', 'NewValue'], ['Links', 'Target'], ['Links', 'Base']) {
  my ($table, $column) = @$place;
  # instr: replace() would turn the bytes of an untouched row into text.
  $db->do("UPDATE $table SET $column = replace($column, ?, ?) WHERE instr($column, ?) > 0", undef, $old, $new, $old);
}
$db->do('COMMIT');
