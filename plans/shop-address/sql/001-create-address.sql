-- One address for each customer.
create table CustomerAddress (
  CustomerId integer not null primary key references Customer (CustomerId),
  Address nvarchar(70),
  City nvarchar(40),
  State nvarchar(40),
  Country nvarchar(40),
  PostalCode nvarchar(10)
);
create index customer_address_city on CustomerAddress (Country, City);
