alter table Customer drop column Address;
alter table Customer drop column City;
alter table Customer drop column State;
alter table Customer drop column Country;
alter table Customer drop column PostalCode;
