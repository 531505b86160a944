# Queues, custom fields of every type on every kind of object, custom roles, catalogs, classes, and who may write by mail.
package fill::Fields;
use strict; use warnings; use utf8;
use fill::Bed;

our @kinds = (
  ['Region', 'Select', 1, '', [qw(华东 华北 North South)]], ['Services', 'Select', 0, '', ['Leased line', 'SD-WAN', '宽带', 'Device rental']],
  ['Contract no', 'Freeform', 1], ['Aliases', 'Freeform', 0], ['Site notes', 'Text', 1], ['Wiki page', 'Wikitext', 1], ['Rich note', 'HTML', 1],
  ['Agreed on', 'Date', 1], ['Window start', 'DateTime', 1], ['Address', 'IPAddress', 1], ['Addresses', 'IPAddress', 0], ['Range', 'IPAddressRange', 0],
  ['Drawing', 'Image', 1], ['Photos', 'Image', 0], ['Config file', 'Binary', 1], ['Dumps', 'Binary', 0],
  ['Vendor', 'Combobox', 1, '', ['Acme', '乙公司']], ['Carrier', 'Autocomplete', 1, '', ['Telecom A', '联通']], ['Carriers', 'Autocomplete', 0, '', ['Telecom A', '联通']],
);
my %lookup = (ticket => 'RT::Queue-RT::Ticket', article => 'RT::Class-RT::Article', asset => 'RT::Catalog-RT::Asset', user => 'RT::User',
  queue => 'RT::Queue', group => 'RT::Group', transaction => 'RT::Queue-RT::Ticket-RT::Transaction');
our %field;

sub field { my ($on, $name, $type, $max, $values, @to) = @_;
  my $field = RT::CustomField->new(RT->SystemUser);
  must($field->Create(Name => $name, Type => $type, MaxValues => $max, LookupType => $lookup{$on}, Description => "$name of a $on"));
  $field->AddValue(Name => $_) for @{ $values || [] };
  must($field->AddToObject($_)) for @to ? @to : (everything($on));
  $field{"$on/$name"} ||= $field->Id;
  return $field->Id }
sub everything { my ($on) = @_; my %class = (ticket => 'RT::Queue', article => 'RT::Class', asset => 'RT::Catalog', user => 'RT::User', queue => 'RT::Queue', group => 'RT::Group', transaction => 'RT::Queue');
  return $class{$on}->new(RT->SystemUser) }

sub queue { my ($name, %more) = @_; my $queue = RT::Queue->new(RT->SystemUser);
  my $sla = delete $more{sla};
  must($queue->Create(Name => $name, Description => "Queue $name", %more));
  must($queue->SetSLADisabled(0)) if $sla;
  return $queue }

sub make {
  my $general = RT::Queue->new(RT->SystemUser); $general->Load('General');
  must($general->SetSLADisabled(0));
  queue('网络故障', sla => 1, CorrespondAddress => 'noc@desk.example');
  queue('Incident', sla => 1);
  queue('Service Request', sla => 1);
  queue('热线', Lifecycle => 'hotline', sla => 1);
  queue('Never used');
  @fill::Bed::closed_queues = map { queue($_) } '旧系统 (2023)', 'Faults until 2024', '移交前';
  for my $on (qw(ticket article asset user)) { field($on, @$_[0 .. 2], $_->[4]) for @kinds }
  field('queue', 'Cost centre', 'Freeform', 1); field('queue', 'Languages', 'Select', 0, [qw(zh en)]); field('group', 'Shift', 'Select', 1, [qw(day night)]);
  field('transaction', 'Call direction', 'Select', 1, [qw(in out)]);
  # Two fields of one name that both apply to the tickets of one queue.
  my $incident = RT::Queue->new(RT->SystemUser); $incident->Load('Incident');
  $field{'ticket/Region again'} = field('ticket', 'Region', 'Freeform', 1, undef, $incident);
  for my $name ('General', '网络故障', 'Incident') { my $q = RT::Queue->new(RT->SystemUser); $q->Load($name);
    must($q->AddCustomFieldValue(Field => $field{'queue/Cost centre'}, Value => "CC-$name")); 
    must($q->AddCustomFieldValue(Field => $field{'queue/Languages'}, Value => $_)) for qw(zh en);
    trap('queue with custom fields', $q->Id) }
  for (['Field engineer', 1], ['Observers', 0]) { my $role = RT::CustomRole->new(RT->SystemUser);
    must($role->Create(Name => $_->[0], MaxValues => $_->[1], Description => $_->[0]));
    for my $name ('General', '网络故障', 'Incident', 'Service Request', '热线') { my $q = RT::Queue->new(RT->SystemUser); $q->Load($name); must($role->AddToObject($q->Id)) }
    $field{"role/$_->[0]"} = $role->GroupType }
  for my $right (qw(CreateTicket ReplyToTicket)) { my $everyone = RT::Group->new(RT->SystemUser); $everyone->LoadSystemInternalGroup('Everyone');
    must($everyone->PrincipalObj->GrantRight(Right => $right, Object => RT->System)) }
  my $staff = RT::Group->new(RT->SystemUser); $staff->LoadSystemInternalGroup('Privileged');
  must($staff->PrincipalObj->GrantRight(Right => $_, Object => RT->System)) for qw(OwnTicket ShowTicket ModifyTicket CommentOnTicket ShowTicketComments SeeQueue SeeCustomField ModifyCustomField DeleteTicket StealTicket TakeTicket ModifySelf ForwardMessage Watch WatchAsAdminCc ShowAsset ModifyAsset CreateAsset ShowCatalog ShowArticle ModifyArticle CreateArticle DisableArticle SeeClass ModifyArticleTopics);
}
1;
