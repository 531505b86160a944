#!/usr/bin/perl
# Disables every custom field of the name in the environment variable RT_FIELD, as an administrator would in the web pages.
use strict; use warnings;
use Encode;
use RT; RT->LoadConfig; RT->Init;
require RT::CustomFields;
my $fields = RT::CustomFields->new(RT->SystemUser);
$fields->Limit(FIELD => 'Name', VALUE => Encode::decode('UTF-8', $ENV{RT_FIELD} // ''));
my $found = 0;
while (my $field = $fields->Next) {
  my ($ok, $message) = $field->SetDisabled(1); die "$message\n" unless $ok;
  $found++;
}
die "no such field\n" unless $found;
